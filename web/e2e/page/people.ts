import { setTimeout as delay } from "node:timers/promises";

/** As many as a slider that is dragged makes. */
const PRESENCE_INTERVAL_MILLIS = 50;

/** After so many moves the hand lets go, and takes hold again. */
const MOVES_PER_DRAG = 40;

/** The others move these; the third one is the browser's, so that nobody has to be asked about it. */
const DRAGGED = [
  { param: "omega", middle: 1, reach: 0.4 },
  { param: "kappa", middle: 0.025, reach: 0.01 },
] as const;

/** People who speak the protocol and drag without a pause, each as a socket and nothing more. */
export class DraggingPeople {
  private readonly sockets: WebSocket[] = [];
  private timer: NodeJS.Timeout | undefined;
  private move = 0;
  /** The highest number that any of them has seen. */
  private seq = 0;
  private readonly n: number[] = [];

  static async join(serverUrl: string, session: string, count: number): Promise<DraggingPeople> {
    const people = new DraggingPeople();
    for (let index = 0; index < count; index += 1) await people.add(serverUrl, session, index);
    return people;
  }

  start(): void {
    this.timer = setInterval(() => this.moveAll(), PRESENCE_INTERVAL_MILLIS);
  }

  async leave(): Promise<void> {
    clearInterval(this.timer);
    for (const socket of this.sockets) socket.close(1000);
    while (this.sockets.some(({ readyState }) => readyState !== WebSocket.CLOSED)) await delay(10);
  }

  private async add(serverUrl: string, session: string, index: number): Promise<void> {
    const url = `${serverUrl.replace("http", "ws")}/api/v1/session/connect/${session}`;
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("error", reject);
      socket.addEventListener("open", () => {
        const payload = { name: `Person ${index + 1}`, clientId: `person-${index + 1}` };
        socket.send(JSON.stringify({ type: "auth", payload }));
      });
      socket.addEventListener("message", ({ data }) => {
        const { type, seq } = JSON.parse(String(data)) as { type: string; seq?: number };
        this.seq = Math.max(this.seq, seq ?? 0);
        if (type === "auth:success") resolve(undefined);
      });
    });
    this.sockets.push(socket);
    this.n.push(0);
  }

  private moveAll(): void {
    this.move += 1;
    this.sockets.forEach((socket, index) => {
      const { param, middle, reach } = DRAGGED[index % 2 === 0 ? 0 : 1];
      const at = this.move / 20 + index;
      const value = middle + reach * Math.sin(at);
      const cursor = {
        surface: "picture",
        x: 0.5 + 0.3 * Math.cos(at),
        y: 0.5 + 0.3 * Math.sin(at),
      };
      const lets = (this.move + index * 4) % MOVES_PER_DRAG === 0;
      if (lets) {
        this.n[index] = (this.n[index] ?? 0) + 1;
        const change = { type: "param:update", n: this.n[index], baseSeq: this.seq };
        socket.send(JSON.stringify({ ...change, payload: { [param]: value } }));
      }
      const payload = { cursor, holding: lets ? null : { param, value } };
      socket.send(JSON.stringify({ type: "presence:update", payload }));
    });
  }
}
