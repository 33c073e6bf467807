import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const JAR = resolve(import.meta.dirname, "../../../server/target/trivector-collab.jar");
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** The packaged server, as an operator starts it: one process on a data directory of its own. */
export class Server {
  private process: ChildProcess | undefined;
  private output = "";

  private constructor(
    readonly port: number,
    private readonly home: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** @param settings beside what every server of the tests has */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
    const home = await mkdtemp(join(tmpdir(), "collab-"));
    const server = new Server(await freePort(), home, settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts the process on the data that is there, and waits until it is healthy. */
  async start(): Promise<void> {
    if (this.isRunning) throw new Error("the server is running");
    const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin/java") : "java";
    this.process = spawn(java, ["--sun-misc-unsafe-memory-access=allow", "-jar", JAR], {
      cwd: this.home,
      env: {
        ...process.env,
        ENV: "development",
        PORT: String(this.port),
        HOST: "127.0.0.1",
        ...this.settings,
      },
    });
    this.process.stdout?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.process.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.isHealthy())) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server did not start:\n${this.output}`);
      }
      await delay(POLL_MS);
    }
  }

  /** Ends the process without a warning, as a crash does. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Asks the process to stop; returns its exit code. */
  async stop(): Promise<number | null> {
    return this.end("SIGTERM");
  }

  /** Ends the process and forgets its data. */
  async discard(): Promise<void> {
    await this.end("SIGKILL");
    await rm(this.home, { recursive: true, force: true });
  }

  /** What the server has said so far. */
  get log(): string {
    return this.output;
  }

  private get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? null;
    const exit = once(child, "exit");
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }

  private async isHealthy(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/health`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
