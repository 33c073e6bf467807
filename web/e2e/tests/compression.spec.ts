import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, test } from "../support/test.js";

const MEMBERS = 60;
const UPGRADED = "HTTP/1.1 101 ";
const HEADER_END = "\r\n\r\n";

/** Hands bytes on both ways, and counts what the newest WebSocket was sent after its handshake. */
async function countingProxy(port: number) {
  let newest = { received: 0 };
  const proxy = createServer((browser) => {
    const server = connect(port, "127.0.0.1");
    const own = { received: 0 };
    server.on("data", (chunk) => {
      own.received += chunk.length;
      if (chunk.subarray(0, UPGRADED.length).toString() === UPGRADED) {
        own.received = chunk.length - chunk.indexOf(HEADER_END) - HEADER_END.length;
        newest = own;
      }
    });
    server.on("error", () => browser.destroy());
    browser.on("error", () => server.destroy());
    browser.pipe(server).pipe(browser);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return { port: address.port, received: () => newest.received, close: () => proxy.close() };
}

test("a browser agrees on compression, and is sent a state of many in fewer bytes", async ({
  page,
  server,
}) => {
  const created = await page.request.post(`${server.url}/api/v1/sessions`, { data: {} });
  const { session_id: id } = await created.json();
  const proxy = await countingProxy(server.port);
  try {
    await page.goto(`http://localhost:${proxy.port}/health`);
    const seen = await page.evaluate(
      async ({ members, url }) => {
        const join = async () => {
          const socket = new WebSocket(url);
          await new Promise((opened) => socket.addEventListener("open", opened));
          const texts: string[] = [];
          const next = (type: string) =>
            new Promise<string>((found) =>
              socket.addEventListener("message", ({ data }) => {
                texts.push(data);
                if (JSON.parse(data).type === type) found(data);
              }),
            );
          const admitted = next("auth:success");
          socket.send(JSON.stringify({ type: "auth", payload: {} }));
          await admitted;
          return { socket, texts, next };
        };
        for (let i = 0; i < members; i++) await join();
        const last = await join();
        const state = last.next("session:state");
        last.socket.send(JSON.stringify({ type: "session:resync", payload: { lastSeenSeq: 0 } }));
        const users = JSON.parse(await state).payload.users.length;
        const plain = [...new Set(last.texts)].reduce(
          (sum, text) => sum + new TextEncoder().encode(text).length,
          0,
        );
        return { extensions: last.socket.extensions, users, plain };
      },
      {
        members: MEMBERS,
        url: `ws://localhost:${proxy.port}/api/v1/session/connect/${id}`,
      },
    );
    expect(seen.extensions).toBe("permessage-deflate; client_no_context_takeover");
    expect(seen.users).toBe(MEMBERS + 1);
    expect(seen.plain).toBeGreaterThan(8 * 1024);
    expect(proxy.received()).toBeLessThan(seen.plain / 2);
    test.info().annotations.push({
      type: "bytes",
      description: `${seen.plain} said, ${proxy.received()} sent`,
    });
  } finally {
    proxy.close();
  }
});
