import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decodeClientMessage } from "../testing/decodeClient.js";
import { decodeServerMessage } from "./decode.js";
import { encodeClientMessage } from "./encode.js";

/** The golden frames that the server's tests read too. */
const folder = fileURLToPath(new URL("../../../../../protocol/vectors/", import.meta.url));

interface Vector {
  readonly name: string;
  readonly direction: "client" | "server";
  readonly frame: string;
}

const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

test("there are vectors of both directions", () => {
  const directions = new Set(files.flatMap(read).map(({ direction }) => direction));
  expect(directions).toEqual(new Set(["client", "server"]));
});

describe.each(files)("%s", (file) => {
  test.each(read(file).map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    if (vector.direction === "server") {
      expect(decodeServerMessage(vector.frame)?.type).toBe(JSON.parse(vector.frame).type);
    } else {
      const message = decodeClientMessage(vector.frame);
      if (message === undefined) throw new Error(`not understood: ${vector.frame}`);
      expect(JSON.parse(encodeClientMessage(message))).toEqual(JSON.parse(vector.frame));
    }
  });
});

function read(file: string): readonly Vector[] {
  return JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
}
