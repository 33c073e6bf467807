/** The part of the page's address that names the session. A site with its own router gives its own. */
export interface SessionUrl {
  /** The session that the address names, if it names one. */
  readonly read: () => string | null;
  /** Makes the address name the session, as a step that "back" takes back. */
  readonly write: (sessionId: string | null) => void;
  /** Tells of the person going back and forth. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The address to give to others. */
  readonly linkTo: (sessionId: string) => string;
}

const PARAMETER = "session";

/** `?session=…` in the address bar. */
export const browserSessionUrl: SessionUrl = {
  read: () => readSessionParameter(window.location.href),
  write(sessionId) {
    window.history.pushState(window.history.state, "", withSession(sessionId));
  },
  subscribe(listener) {
    window.addEventListener("popstate", listener);
    return () => window.removeEventListener("popstate", listener);
  },
  linkTo: (sessionId) => withSession(sessionId),
};

/** The session that a link names; `null` where the text is no link or names none. */
export function readSessionParameter(link: string): string | null {
  if (!URL.canParse(link)) return null;
  const id = new URL(link).searchParams.get(PARAMETER);
  return id === null || id === "" ? null : id;
}

function withSession(sessionId: string | null): string {
  const url = new URL(window.location.href);
  if (sessionId === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, sessionId);
  return url.href;
}
