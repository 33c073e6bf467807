/** A browser that is never idle for so long is asked anyway. */
const IDLE_TIMEOUT_MILLIS = 3_000;

/** Where a browser does not say when it is idle, it is taken to be so after this. */
const IDLE_GUESS_MILLIS = 300;

/**
 * Calls back once the page has loaded, the element is on the screen, and the browser has nothing to do
 * for somebody who uses the page. Returns how to take it back.
 */
export function whenSeenAndIdle(element: Element, callback: () => void): () => void {
  let cancelIdle = (): void => {};
  let cancelLoaded = (): void => {};
  const cancelSeen = whenSeen(element, () => {
    cancelLoaded = whenLoaded(() => {
      cancelIdle = whenIdle(callback);
    });
  });
  return () => {
    cancelSeen();
    cancelLoaded();
    cancelIdle();
  };
}

function whenSeen(element: Element, callback: () => void): () => void {
  const sights = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    sights.disconnect();
    callback();
  });
  sights.observe(element);
  return () => sights.disconnect();
}

function whenLoaded(callback: () => void): () => void {
  if (document.readyState === "complete") {
    callback();
    return () => {};
  }
  window.addEventListener("load", callback, { once: true });
  return () => window.removeEventListener("load", callback);
}

function whenIdle(callback: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(callback, IDLE_GUESS_MILLIS);
    return () => clearTimeout(timer);
  }
  const wait = requestIdleCallback(callback, { timeout: IDLE_TIMEOUT_MILLIS });
  return () => cancelIdleCallback(wait);
}
