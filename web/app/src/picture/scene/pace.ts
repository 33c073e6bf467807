/** Frames further apart than this on average are not what a screen asks for, but what a machine can do. */
const SLOW_FRAME_MILLIS = 22;

/** So many frames tell how it goes. */
const SAMPLE_FRAMES = 30;

/** Where half the drawing was no help, the cause is another, such as a screen of 30 Hz: all of it is drawn again. */
const GIVE_UP_FRAMES = 1_800;

/**
 * Whether a frame is to be drawn. Where drawing each one takes a machine more time than it has, every
 * second one is, so that the page's own frames, in which sliders follow a hand, come when they should.
 */
export interface Pace {
  /** To be called once a frame, with the time between this one and the last. */
  readonly isDue: (millisSinceLast: number) => boolean;
}

export function createPace(): Pace {
  let stride = 1;
  let frames = 0;
  let millis = 0;
  let frame = 0;
  let leftAlone = 0;
  return {
    isDue(millisSinceLast) {
      frames += 1;
      millis += millisSinceLast;
      frame += 1;
      if (leftAlone > 0) leftAlone -= 1;
      if (frames >= SAMPLE_FRAMES) {
        const isSlow = millis / frames > SLOW_FRAME_MILLIS;
        if (isSlow && stride === 2) leftAlone = GIVE_UP_FRAMES;
        if (isSlow) stride = stride === 1 && leftAlone === 0 ? 2 : 1;
        frames = 0;
        millis = 0;
      }
      return frame % stride === 0;
    },
  };
}
