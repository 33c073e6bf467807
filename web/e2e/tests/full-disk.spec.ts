import { Person } from "../support/person.js";
import { Server } from "../support/server.js";
import { SmallDisk } from "../support/smallDisk.js";
import { test as base, expect } from "../support/test.js";

interface Fixtures {
  readonly disk: SmallDisk;
  /** A server whose log is on that disk. */
  readonly serverOnDisk: Server;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameter's pattern.
  disk: async ({}, use) => {
    const disk = await SmallDisk.mount();
    await use(disk);
    await disk.unmount();
  },
  serverOnDisk: async ({ disk }, use) => {
    const server = await Server.start({ DATA_DIR: disk.path });
    await use(server);
    await server.discard();
  },
});

test("a full disk loses nothing: the change waits, the page says so, hands are still seen, and it arrives", async ({
  browser,
  disk,
  serverOnDisk: server,
}) => {
  const [ada, ben] = [
    await Person.arrive(browser, server.url),
    await Person.arrive(browser, server.url),
  ];
  const id = await ada.startSession();
  await ben.joinSession(id);
  await ada.enter("omega", 1.2);
  await ben.sees("omega", 1.2);

  await disk.fill();
  await ada.enter("mu", 0.633);
  await expect(ada.connection).toHaveText("The server cannot save right now, 1 change waiting");
  await expect(ada.page.getByRole("status").filter({ hasText: "cannot save" })).toHaveCount(1);
  await ada.sees("mu", 0.633);
  expect(await confirmedMu(ada, id)).toBe(0.569);

  // Ben reads on, his connection is good, and Ada sees his hand.
  await expect(ben.connection).toHaveText("Connected");
  const thumb = await ben.slider("kappa").boundingBox();
  if (thumb === null) throw new Error("the slider is not there");
  await ben.page.mouse.move(thumb.x + thumb.width * 0.7, thumb.y + thumb.height / 2);
  await ben.page.mouse.down();
  await expect(ada.page.getByText(/is moving this/)).toBeVisible();
  await ben.page.mouse.up();
  await expect(ben.connection).toHaveText("The server cannot save right now, 1 change waiting");
  const kappa = Number(await ben.slider("kappa").inputValue());

  await disk.free();
  await ada.isConnected();
  await ben.isConnected();
  await expect.poll(() => confirmedMu(ada, id)).toBe(0.633);
  await ben.sees("mu", 0.633);
  await ada.sees("kappa", kappa);
  // Two came, and three changes were made, each once; nobody was cut off meanwhile.
  const session = await (await ada.page.request.get(`/api/v1/sessions/${id}`)).json();
  expect(session.current_seq).toBe(5);

  await ada.goAway();
  await ben.goAway();
});

async function confirmedMu(person: Person, id: string): Promise<number> {
  const session = await (await person.page.request.get(`/api/v1/sessions/${id}`)).json();
  return session.state.mu;
}
