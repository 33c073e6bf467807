import { describeShare } from "./describe";
import { type FlowParams, isOutsideModel } from "./mobius";
import { StillPicture } from "./StillPicture";

export interface SphereThumbnailProps {
  readonly params: FlowParams;
  /** What the small picture stands for, such as "Their value"; said before the description. */
  readonly label?: string;
}

/** A small still picture, 96 px unless styled otherwise, to compare values at a glance. */
export function SphereThumbnail({ params, label }: SphereThumbnailProps) {
  const share = describeShare(params);
  return (
    <span
      className="sphere-thumbnail"
      role="img"
      aria-label={label === undefined ? share : `${label}: ${share}`}
      data-outside={isOutsideModel(params) || undefined}
    >
      <StillPicture params={params} small />
    </span>
  );
}
