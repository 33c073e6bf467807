/** Where the server is, from whichever way its address was written: http, https, ws or wss. */
export interface ServerAddress {
  readonly httpUrl: string;
  readonly webSocketUrl: string;
}

/** @param url with or without a slash at the end; a path is kept, for servers behind a prefix */
export function serverAddress(url: string): ServerAddress {
  const trimmed = url.trim().replace(/\/+$/, "");
  return {
    httpUrl: trimmed.replace(/^ws/i, "http"),
    webSocketUrl: trimmed.replace(/^http/i, "ws"),
  };
}

export function sessionSocketUrl(serverUrl: string, sessionId: string): string {
  const { webSocketUrl } = serverAddress(serverUrl);
  return `${webSocketUrl}/api/v1/session/connect/${encodeURIComponent(sessionId)}`;
}
