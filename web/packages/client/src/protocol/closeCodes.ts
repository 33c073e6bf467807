/** The close codes of section 7, by what they mean. */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  /** No close frame arrived: the network, not the server, ended it. */
  abnormal: 1006,
  messageTooBig: 1009,
  restarting: 1012,
  overCapacity: 1013,
  /** Ours: an unanswered ping, an unanswered resync or a missed deadline. */
  abandoned: 4000,
  badProtocol: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  noSuchSession: 4404,
  heartbeatMissed: 4408,
  rateLimited: 4429,
} as const;

/** A retry after these would get the same answer, so none is made. */
const FINAL_CODES: ReadonlySet<number> = new Set([
  CloseCode.normal,
  CloseCode.unauthenticated,
  CloseCode.forbidden,
  CloseCode.noSuchSession,
]);

/** The server asks for less: a retry right away would be more of what it has too much of. */
const OVERLOAD_CODES: ReadonlySet<number> = new Set([
  CloseCode.overCapacity,
  CloseCode.rateLimited,
]);

export function isOverloadClose(code: number): boolean {
  return OVERLOAD_CODES.has(code);
}

export function isFinalClose(code: number): boolean {
  return FINAL_CODES.has(code);
}
