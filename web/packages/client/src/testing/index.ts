/** For tests of sites that use the kit: a tab, a network and a server that stand still until told. */
export { InMemoryServer, type InMemoryServerOptions, type Link } from "./inMemoryServer.js";
export { ManualClock } from "./manualClock.js";
export {
  ManualEnvironment,
  type ManualEnvironmentOptions,
  type ManualNetwork,
  memoryStorage,
} from "./manualEnvironment.js";
export {
  ScriptedNetwork,
  type ScriptedResponse,
  ScriptedSocket,
  type SentFrame,
} from "./scriptedNetwork.js";
export type { Refusal, SequencedFrame, ServerSession } from "./serverSession.js";
