export {
  commit,
  commitDrag,
  dismiss,
  drag,
  release,
  resolve,
  resolvedValue,
  settleAlone,
} from "./local.js";
export {
  type ChangeMessage,
  countPending,
  hasRefused,
  loseOutcomes,
  takeDue,
} from "./outbox.js";
export {
  adoptClientId,
  adoptState,
  applyAck,
  applyBroadcast,
  applyConflict,
  applyError,
  applyNumber,
  applyRefusal,
} from "./remote.js";
export {
  type ConfirmedValue,
  confirmedValues,
  createReplica,
  type OpenConflict,
  type ReplicaState,
  type Writer,
} from "./state.js";
export { type ReplicaView, viewParameter } from "./view.js";
