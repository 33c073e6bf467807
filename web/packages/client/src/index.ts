export {
  type AnonymousIdentity,
  Api,
  ApiError,
  type CreatedSession,
  type IssuedToken,
  type SessionSummary,
} from "./api.js";
export { browserEnvironment } from "./browserEnvironment.js";
export {
  type CollabClient,
  type CollabClientOptions,
  createCollabClient,
  type StartResult,
} from "./client.js";
export {
  Connection,
  type ConnectionOptions,
  type ConnectionState,
} from "./connection/connection.js";
export type {
  CancelTimer,
  Environment,
  HttpRequest,
  HttpResponse,
  KeyValueStorage,
  PageSignal,
  Socket,
  SocketHandlers,
} from "./environment.js";
export { HISTORY_LIMIT } from "./history.js";
export type { Profile } from "./identity.js";
export {
  clampToRange,
  decimalsOf,
  findParameter,
  formatNumber,
  formatValue,
  type Model,
  type ParameterSpec,
  sameValue,
  type TrilogicParameter,
  trilogic,
  wabiSabi,
} from "./model.js";
export { CloseCode, isFinalClose } from "./protocol/closeCodes.js";
export { decodeServerMessage } from "./protocol/decode.js";
export { encodeClientMessage } from "./protocol/encode.js";
export { SESSION_ID_PATTERN } from "./protocol/limits.js";
export type * from "./protocol/messages.js";
export { type OpenConflict, resolvedValue } from "./replica/index.js";
export { serverAddress, sessionSocketUrl } from "./serverAddress.js";
export type {
  CollabSnapshot,
  Ghost,
  HistoryEntry,
  Me,
  Member,
  ParameterHolder,
  ParameterView,
  Problem,
  SessionInfo,
} from "./snapshot.js";
