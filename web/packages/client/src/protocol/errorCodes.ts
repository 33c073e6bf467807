/** The codes of section 7 that say "not now": the same message may be taken later. */
const PASSING_CODES: ReadonlySet<string> = new Set(["unavailable", "rate_limited"]);

export function isPassingError(code: string): boolean {
  return PASSING_CODES.has(code);
}
