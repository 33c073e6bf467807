/**
 * The picture: the Riemann sphere and the flow that μ, Ω and κ make on it. Start reading at `mobius.ts`,
 * the mathematics; `streamlines.ts` puts it into coordinates in which the flow is a shift, `parts.ts`
 * says what is drawn. `StillPicture` draws it in SVG; `scene/` with three.js, in a thread of its own, which
 * `useScene` starts. Nothing here knows the session, the kit or the page: parameters come in, a picture goes out.
 */
export { formatBeta } from "./describe";
export { beta, capHalfAngle, type FlowParams, isOutsideModel } from "./mobius";
export { Picture, type PictureProps } from "./Picture";
export { SphereThumbnail, type SphereThumbnailProps } from "./SphereThumbnail";
export { StillPicture, type StillPictureProps } from "./StillPicture";
export type { SurfacePoint } from "./useGestures";
