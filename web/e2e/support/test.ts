import { test as base } from "@playwright/test";
import { Person } from "./person.js";
import { Server } from "./server.js";

interface Fixtures {
  /** Opens a browser for one more person. */
  readonly arrive: () => Promise<Person>;
}

interface WorkerFixtures {
  /** A server that no test stops; those that do start one of their own. */
  readonly server: Server;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameter's pattern.
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.discard();
    },
    { scope: "worker" },
  ],
  arrive: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async () => {
      const person = await Person.arrive(browser, server.url);
      people.push(person);
      return person;
    });
    for (const person of people) await person.goAway();
  },
});

export { expect } from "@playwright/test";
