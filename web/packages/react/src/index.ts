export { CollaborationContext } from "./CollaborationContext.js";
export { CollaborationProvider, type CollaborationProviderProps } from "./CollaborationProvider.js";
export {
  ConflictResolution,
  type ConflictResolutionPart,
  type ConflictResolutionProps,
} from "./ConflictResolution.js";
export {
  ConnectionStatus,
  type ConnectionStatusPart,
  type ConnectionStatusProps,
} from "./ConnectionStatus.js";
export { type ConnectionDescription, describeConnection } from "./describeConnection.js";
export {
  ParameterSlider,
  type ParameterSliderPart,
  type ParameterSliderProps,
} from "./ParameterSlider.js";
export type { ClassNames } from "./part.js";
export {
  SessionManager,
  type SessionManagerPart,
  type SessionManagerProps,
} from "./SessionManager.js";
export { configuredServerUrl } from "./serverUrl.js";
export { browserSessionUrl, type SessionUrl } from "./sessionUrl.js";
export {
  initialsOf,
  UserPresence,
  type UserPresencePart,
  type UserPresenceProps,
} from "./UserPresence.js";
export { type Collaboration, useCollaboration } from "./useCollaboration.js";
export { useCollaborationClient } from "./useCollaborationClient.js";
export { useCollaborationSelector } from "./useCollaborationSelector.js";
export type { PreviewListener } from "./useOutcomePreview.js";
export { type Parameter, useParameter } from "./useParameter.js";
export { useSessionUrl } from "./useSessionUrl.js";
export { useSteadyConnection } from "./useSteadyConnection.js";
export { type UseWebSocketOptions, useWebSocket, type WebSocketHandle } from "./useWebSocket.js";
