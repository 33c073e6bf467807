import { useEffect, useState } from "react";

const TICK_MILLIS = 1000;

/**
 * The time given, or else a clock of its own that ticks once a second. The first render has no time
 * of its own, so that the server and the browser agree; 0 stands for it.
 */
export function useNow(given: number | undefined): number {
  const [own, setOwn] = useState(0);
  useEffect(() => {
    if (given !== undefined) return;
    const tick = () => setOwn(Date.now());
    tick();
    const timer = setInterval(tick, TICK_MILLIS);
    return () => clearInterval(timer);
  }, [given]);
  return given ?? own;
}
