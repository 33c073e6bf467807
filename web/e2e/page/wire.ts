import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";

/** Stands before a server and counts what comes from it, whoever in the browser has asked for it. */
export class Wire {
  private count = 0;

  private constructor(private readonly listener: Server) {}

  static async before(port: number): Promise<Wire> {
    const listener = createServer();
    const wire = new Wire(listener);
    listener.on("connection", (browser) => {
      const server = connect(port, "127.0.0.1");
      const end = (): void => {
        browser.destroy();
        server.destroy();
      };
      for (const socket of [browser, server]) socket.on("error", end).on("close", end);
      server.on("data", (bytes) => {
        wire.count += bytes.length;
      });
      browser.pipe(server).pipe(browser);
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return wire;
  }

  get url(): string {
    return `http://localhost:${(this.listener.address() as AddressInfo).port}`;
  }

  /** The bytes since this was asked last. */
  take(): number {
    const bytes = this.count;
    this.count = 0;
    return bytes;
  }

  close(): void {
    this.listener.close();
  }
}
