/** A session id that the server could know; anything else is a 404 without asking. */
export const SESSION_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** Frames beyond this are not parsed: the largest honest one, a state with 200 members, is far below. */
export const MAX_FRAME_CHARACTERS = 4 * 1024 * 1024;

/** Presence goes out at most 20 times a second; the newest wins. */
export const PRESENCE_INTERVAL_MILLIS = 50;

/** A connection that drops keeps its place this long, so others' presence is believed this long. */
export const PRESENCE_GRACE_MILLIS = 5_000;

/** A pause this long in a drag commits what is there. */
export const COMMIT_DEBOUNCE_MILLIS = 300;
