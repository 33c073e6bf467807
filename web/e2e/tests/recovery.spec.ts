import { Person } from "../support/person.js";
import { Server } from "../support/server.js";
import { expect, test } from "../support/test.js";

test("a tab that was closed comes back to the latest state", async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const id = await ada.startSession();
  await ben.joinSession(id);
  await ben.page.close();
  await ada.enter("mu", 0.642);
  await ada.enter("omega", 0.9);
  const again = await ben.openTab();
  await again.joinSession(id);
  await again.sees("mu", 0.642);
  await again.sees("omega", 0.9);
});

test("a session outlives everybody in it", async ({ arrive }) => {
  const ada = await arrive();
  const id = await ada.startSession();
  await ada.enter("kappa", 0.044);
  await expect
    .poll(
      async () => (await (await ada.page.request.get(`/api/v1/sessions/${id}`)).json()).state.kappa,
    )
    .toBe(0.044);
  await ada.goAway();
  const ben = await arrive();
  await ben.joinSession(id);
  await ben.sees("kappa", 0.044);
});

for (const { how, end } of [
  { how: "killed", end: (server: Server) => server.kill() },
  { how: "stopped", end: (server: Server) => server.stop() },
]) {
  test(`a server that is ${how} and started again finds both tabs, and the edit made meanwhile`, async ({
    browser,
  }) => {
    const server = await Server.start();
    const [ada, ben] = [
      await Person.arrive(browser, server.url),
      await Person.arrive(browser, server.url),
    ];
    const id = await ada.startSession();
    await ben.joinSession(id);
    await ada.enter("mu", 0.601);
    await ben.sees("mu", 0.601);

    await end(server);
    await expect(ada.connection).toContainText(/Reconnecting|Offline/);
    await ada.enter("mu", 0.633);
    await expect(ada.connection).toContainText("1 change waiting");
    await server.start();

    await ada.isConnected();
    await ben.isConnected();
    await ben.sees("mu", 0.633);
    await ben.enter("omega", 1.2);
    await ada.sees("omega", 1.2);
    await expect(ada.people).toHaveCount(2);

    const session = await (await ada.page.request.get(`/api/v1/sessions/${id}`)).json();
    // Two people came, and three changes were made, each once. Who came back within the grace made no
    // event; each who took longer left and joined.
    expect([5, 7, 9]).toContain(session.current_seq);
    await ada.goAway();
    await ben.goAway();
    await server.discard();
  });
}

test("the network goes and comes back; what was changed meanwhile arrives once", async ({
  arrive,
}) => {
  const [ada, ben] = [await arrive(), await arrive()];
  const id = await ada.startSession();
  await ben.joinSession(id);
  await ada.context.setOffline(true);
  await ben.enter("omega", 1.3);
  await ada.enter("mu", 0.58);
  await ada.context.setOffline(false);
  await ada.sees("omega", 1.3);
  await ben.sees("mu", 0.58);
  await ada.isConnected();
});

test("the server stops within five seconds, and says that it stopped", async ({ browser }) => {
  const server = await Server.start();
  const ada = await Person.arrive(browser, server.url);
  await ada.startSession();
  const before = Date.now();
  const code = await server.stop();
  expect(Date.now() - before).toBeLessThan(5_000);
  // 143 is how the JVM ends on SIGTERM, after its shutdown hooks.
  expect(code).toBe(143);
  expect(server.log).toContain("event=stopped");
  await ada.goAway();
  await server.discard();
});
