import { act, render } from "@testing-library/react";
import { type CollabClient, createCollabClient } from "@trivector/collab-client";
import { InMemoryServer, ManualClock, ManualEnvironment } from "@trivector/collab-client/testing";
import { type ReactNode, StrictMode } from "react";
import { CollaborationProvider } from "../src/CollaborationProvider.js";
import type { SessionUrl } from "../src/sessionUrl.js";

/** A page and a second person, with a server between them, all on one clock that stands still. */
export function openRoom() {
  const clock = new ManualClock();
  const server = new InMemoryServer({ clock, latency: () => 5 });
  const environment = () => new ManualEnvironment({ clock, network: server });
  const open = (name: string) =>
    createCollabClient({
      serverUrl: "http://server.test",
      environment: environment(),
      profile: { name },
    });
  const me = open("Me");
  const ada = open("Ada Lovelace");

  const advance = (millis: number) => act(() => clock.advance(millis));

  /** Both are in one session. */
  async function meet(): Promise<string> {
    const { id } = server.createSession();
    ada.connect(id);
    me.connect(id);
    await advance(1_000);
    return id;
  }

  function show(children: ReactNode, client: CollabClient = me) {
    return render(
      <StrictMode>
        <CollaborationProvider client={client}>{children}</CollaborationProvider>
      </StrictMode>,
    );
  }

  return { clock, server, environment, me, ada, advance, meet, show };
}

/** An address bar of the test's own. */
export function memorySessionUrl(initial: string | null = null) {
  const listeners = new Set<() => void>();
  const steps: (string | null)[] = [initial];
  const url: SessionUrl = {
    read: () => steps.at(-1) ?? null,
    write: (sessionId) => void steps.push(sessionId),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    linkTo: (sessionId) => `https://site.test/trilogic?session=${sessionId}`,
  };
  function back(): void {
    steps.pop();
    for (const listener of listeners) listener();
  }
  return { url, steps, back };
}
