export { beta, capHalfAngle, type FlowParams, isOutsideModel } from "./mobius";
export { Picture, type PictureProps } from "./Picture";
export { SphereThumbnail, type SphereThumbnailProps } from "./SphereThumbnail";
export { StillPicture, type StillPictureProps } from "./StillPicture";
export type { SurfacePoint } from "./useGestures";
