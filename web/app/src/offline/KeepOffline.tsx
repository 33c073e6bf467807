"use client";

import { useEffect } from "react";

/** Asks the browser to keep the site for when there is no network, once the page is all there. */
export function KeepOffline() {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    const register = () => {
      // Private windows and plain http may refuse it, and the page is as good without.
      navigator.serviceWorker.register("/sw.js").catch(() => {});
    };
    if (document.readyState === "complete") {
      register();
      return;
    }
    window.addEventListener("load", register);
    return () => window.removeEventListener("load", register);
  }, []);
  return null;
}
