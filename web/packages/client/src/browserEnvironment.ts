import type {
  CancelTimer,
  Environment,
  HttpRequest,
  HttpResponse,
  KeyValueStorage,
  PageSignal,
  Socket,
  SocketHandlers,
} from "./environment.js";

/** The real one. It touches no global before it is used, so a page may be rendered on a server. */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  createId,
  setTimer(callback, delayMillis) {
    const timer = setTimeout(callback, delayMillis);
    return () => clearTimeout(timer);
  },
  onNextFrame,
  openSocket,
  request,
  isVisible,
  // Some browsers leave `onLine` out; only an explicit `false` means offline.
  isOnline: () => typeof navigator === "undefined" || navigator.onLine !== false,
  onPageSignal,
  storage,
};

/** `randomUUID` exists only in secure contexts, and a server in the next room is often plain http. */
function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A page that nobody sees is given no frames, but may say a number in its title. */
const UNSEEN_FRAME_MILLIS = 250;

function onNextFrame(callback: () => void): CancelTimer {
  if (typeof requestAnimationFrame === "undefined" || !isVisible()) {
    const timer = setTimeout(callback, UNSEEN_FRAME_MILLIS);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(() => callback());
  return () => cancelAnimationFrame(frame);
}

function isVisible(): boolean {
  return typeof document === "undefined" || document.visibilityState !== "hidden";
}

function openSocket(url: string, handlers: SocketHandlers): Socket {
  const socket = new WebSocket(url);
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = (event: MessageEvent<unknown>) => {
    // A binary frame is no part of the protocol.
    if (typeof event.data === "string") handlers.onText(event.data);
  };
  socket.onclose = (event) => handlers.onClose(event.code, event.reason);
  return {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
  };
}

function request(url: string, { method, body }: HttpRequest): Promise<HttpResponse> {
  if (body === undefined) return fetch(url, { method });
  return fetch(url, { method, body, headers: { "content-type": "application/json" } });
}

function onPageSignal(listener: (signal: PageSignal) => void): () => void {
  if (typeof window === "undefined") return () => {};
  const visibility = () => listener(document.visibilityState === "hidden" ? "hidden" : "visible");
  const online = () => listener("online");
  const offline = () => listener("offline");
  // A page that comes back from the back/forward cache tells of it only through `pageshow`.
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) listener("visible");
  };
  document.addEventListener("visibilitychange", visibility);
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  window.addEventListener("pageshow", shown);
  return () => {
    document.removeEventListener("visibilitychange", visibility);
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    window.removeEventListener("pageshow", shown);
  };
}

function storage(): KeyValueStorage | null {
  try {
    // The getter itself throws where cookies are blocked.
    return typeof localStorage === "undefined" ? null : localStorage;
  } catch {
    return null;
  }
}
