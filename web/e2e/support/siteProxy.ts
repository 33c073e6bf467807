import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface File {
  readonly type: string;
  readonly body: string;
}

/** The site of a server, and then one of another build: its page has another title and another script. */
export class SiteProxy {
  private http: Server | undefined;
  private port = 0;
  private readonly changed = new Map<string, File>();

  private constructor(private readonly origin: string) {}

  static async start(behindPort: number): Promise<SiteProxy> {
    const proxy = new SiteProxy(`http://127.0.0.1:${behindPort}`);
    await proxy.startAgain();
    return proxy;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  async startAgain(): Promise<void> {
    this.http = createServer((request, response) => void this.answer(request, response));
    this.http.listen(this.port, "127.0.0.1");
    await once(this.http, "listening");
    this.port = (this.http.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const http = this.http;
    if (http === undefined) return;
    http.closeAllConnections();
    http.close();
    await once(http, "close");
  }

  /**
   * Puts a new build in the old one's place: one of its scripts has another name, and the old name is
   * gone. Returns the new one's path.
   *
   * @param part whether the service worker is the new build's too
   */
  async newBuild(part: { readonly worker: boolean } = { worker: true }): Promise<string> {
    const [page, worker] = [await this.read("/trilogic"), await this.read("/sw.js")];
    const script = /\/_next\/static\/chunks\/[^"]+\.js/.exec(page)?.[0];
    if (script === undefined) throw new Error("the page has no script");
    const renamed = script.replace(".js", "-new.js");
    const newPage = page.replaceAll(script, renamed).replace(/<title>[^<]*/, "<title>A new build");
    const text = await this.read(script);
    this.changed.set("/trilogic", { type: "text/html", body: newPage });
    this.changed.set(renamed, { type: "text/javascript", body: text });
    this.changed.set(script, { type: "", body: "" });
    if (part.worker) {
      const body = worker
        .replace(/const BUILD = "[^"]*"/, 'const BUILD = "new"')
        .replace(`"${script}"`, `"${renamed}"`)
        .replace(/("\/trilogic":)"[^"]*"/, `$1"${sumOf(newPage)}"`);
      this.changed.set("/sw.js", { type: "text/javascript", body });
    }
    return renamed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").replace(/\?.*/, "");
    const file = this.changed.get(path);
    if (file === undefined) {
      const answer = await fetch(this.origin + path);
      const type = answer.headers.get("content-type") ?? "";
      response.writeHead(answer.status, { "content-type": type, "cache-control": "no-cache" });
      response.end(Buffer.from(await answer.arrayBuffer()));
    } else {
      response.writeHead(file.type === "" ? 404 : 200, {
        "content-type": file.type,
        "cache-control": "no-cache",
      });
      response.end(file.body);
    }
  }

  private async read(path: string): Promise<string> {
    return (await fetch(this.origin + path)).text();
  }
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
