import { createCollabClient } from "@trivector/collab-client";

/** Starts a session at μ = 0.6, and reports every value that anybody moves. */
export async function startTogether(serverUrl: string, report: (line: string) => void) {
  const client = createCollabClient({ serverUrl, profile: { name: "Ada" } });

  client.subscribe(() => {
    const { connection, values } = client.getState();
    report(`${connection.status} μ=${values.get("mu")}`);
  });

  client.commit("mu", 0.6); // alone: it takes effect at once, with no network
  const started = await client.startSession();
  if (!started.ok) report(started.problem.message);

  client.drag("mu", 0.61); // others see the thumb move
  client.release("mu"); // and this is the value that stays
  return client;
}
