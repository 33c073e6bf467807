import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { Person } from "../support/person.js";
import { expect, test } from "../support/test.js";
import { type DragFigures, drag } from "./drag.js";
import { DraggingPeople } from "./people.js";
import { takeNotes } from "./probe.js";
import { AS_IT_IS, PHONE, type VisitFigures, visit } from "./visit.js";
import { Wire } from "./wire.js";

const RESULTS = resolve(import.meta.dirname, "../../../bench/results");
const OTHERS = 9;
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);

const visits: Record<string, VisitFigures[]> = {};
const drags: Record<string, DragFigures[]> = {};

for (const conditions of [AS_IT_IS, PHONE]) {
  test(`a first and a second visit, ${conditions.name}`, async ({ browser, server }) => {
    const wire = await Wire.before(server.port);
    for (let round = 0; round < ROUNDS; round += 1) {
      const context = await browser.newContext({ baseURL: wire.url });
      for (const kind of ["first", "second"]) {
        const name = `${kind} visit, ${conditions.name}`;
        visits[name] = [...(visits[name] ?? []), await visit(context, wire, conditions)];
      }
      await context.close();
      wire.take();
    }
    wire.close();
  });
}

for (const [name, reducedMotion] of [
  ["moving picture", "no-preference"],
  ["still picture", "reduce"],
] as const) {
  test(`ten people drag, ${name}`, async ({ browser, server }) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = await Person.arrive(browser, server.url);
      await takeNotes(person.page);
      await person.page.emulateMedia({ reducedMotion });
      const session = await person.startSession();
      if (reducedMotion === "no-preference") {
        await person.page.locator(".sphere[data-state=live]").waitFor();
      }
      const others = await DraggingPeople.join(server.url, session, OTHERS);
      await expect(person.people).toHaveCount(7);
      others.start();
      const figures = await drag(person);
      drags[name] = [...(drags[name] ?? []), figures];
      await others.leave();
      expect(person.complaints).toEqual([]);
      await person.goAway();
    }
  });
}

test.afterAll(async ({ browser }) => {
  // A failed test has the rest run by another process, and neither of the two knows all.
  if (Object.keys(visits).length < 4 || Object.keys(drags).length < 2) return;
  const report = {
    date: new Date().toISOString(),
    browser: `Chromium ${browser.version()}`,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}`,
    graphics: "SwiftShader, in software, on the same cores",
    rounds: ROUNDS,
    visits: mapValues(visits, median),
    drags: mapValues(drags, median),
  };
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, "page.json"), `${JSON.stringify(report, null, 2)}\n`);
  console.log(`${table(report.visits)}\n\n${table(report.drags)}`);
});

type Figures = VisitFigures | DragFigures;

/** Figure by figure, of all rounds. */
function median<Of extends Figures>(rounds: readonly Of[]): Of {
  const [first] = rounds;
  const names = Object.keys(first ?? {}) as (keyof Of)[];
  const of = (name: keyof Of) =>
    rounds.map((round) => Number(round[name])).sort((a, b) => a - b)[rounds.length >> 1];
  return Object.fromEntries(names.map((name) => [name, of(name)])) as unknown as Of;
}

function mapValues<From, To>(record: Record<string, From>, map: (from: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function table(columns: Record<string, Figures>): string {
  const names = Object.keys(columns);
  const rows = Object.keys(Object.values(columns)[0] ?? {});
  const cells = (row: string) => names.map((name) => Reflect.get(columns[name] ?? {}, row));
  return [
    `| | ${names.join(" | ")} |`,
    `| --- |${" ---: |".repeat(names.length)}`,
    ...rows.map((row) => `| ${row} | ${cells(row).join(" | ")} |`),
  ].join("\n");
}
