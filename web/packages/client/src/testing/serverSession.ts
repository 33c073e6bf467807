import { type Model, sameValue } from "../model.js";
import type { ClientMessage, Presence, User } from "../protocol/messages.js";

export const CONFLICT_WINDOW_MILLIS = 500;

/** The numbers below a tab's highest of which each is known to have taken effect or not. */
const TOLD_APART = 64;

interface Write {
  readonly value: number;
  readonly user: User;
  readonly clientId: string;
  readonly n: number | undefined;
  readonly at: number;
  readonly seq: number;
}

interface Place {
  readonly user: User;
  presence: Presence | null;
}

/** What a session answers: to the sender alone, and to everybody. */
export interface Outcome {
  readonly toSender: readonly object[];
  readonly toAll: readonly SequencedFrame[];
}

export interface SequencedFrame {
  readonly type: string;
  readonly seq: number;
  readonly timestamp: string;
  readonly payload: object;
}

/** How a session turns a change away for now. */
export interface Refusal {
  readonly code: "unavailable" | "rate_limited";
  readonly retryAfterMs?: number;
  /** The refusal is mistaken: the change is in the log all the same, and comes out of it later. */
  readonly isMistaken?: boolean;
}

type WriteMessage = Extract<ClientMessage, { type: "param:update" | "conflict:resolved" }>;

/** A session by the rules of sections 4 to 6 of the protocol, with no network about it. */
export class ServerSession {
  readonly values = new Map<string, number>();
  readonly log: SequencedFrame[] = [];
  /** What a client must never do: send one `n` with two meanings, or a new one out of order. */
  readonly violations: string[] = [];
  /** Whether the log's disk has room. Without it nothing is written, and all else goes on. */
  hasRoom = true;
  /** What becomes of the next changes; the first in the list of the next one. */
  readonly refusals: (Refusal | undefined)[] = [];
  /** Which of a tab's `n` have been applied. */
  readonly #applied = new Set<string>();
  readonly #highestApplied = new Map<string, number>();
  readonly #meanings = new Map<string, string>();
  readonly #highest = new Map<string, number>();
  readonly places = new Map<string, Place>();
  readonly #writes = new Map<string, Write>();
  epoch = "epoch-1";

  constructor(
    readonly id: string,
    readonly model: Model,
    values: ReadonlyMap<string, number> = new Map(),
  ) {
    for (const { name, defaultValue } of model.parameters) {
      this.values.set(name, values.get(name) ?? defaultValue);
    }
  }

  get seq(): number {
    return this.log.length;
  }

  get users(): readonly User[] {
    return [...new Map([...this.places.values()].map(({ user }) => [user.id, user])).values()];
  }

  join(clientId: string, user: User, now: number): readonly SequencedFrame[] {
    const known = this.users.find(({ id }) => id === user.id);
    const isNews = known?.name !== user.name || known.color !== user.color;
    // A person has one name, in whichever of their tabs they chose it.
    for (const [id, place] of this.places) {
      if (place.user.id === user.id) this.places.set(id, { ...place, user });
    }
    this.places.set(clientId, { user, presence: null });
    return isNews ? [this.#append("session:joined", { user }, now)] : [];
  }

  leave(clientId: string, now: number): readonly SequencedFrame[] {
    const place = this.places.get(clientId);
    if (place === undefined) return [];
    this.places.delete(clientId);
    const isLast = !this.users.some(({ id }) => id === place.user.id);
    return isLast ? [this.#append("session:left", { userId: place.user.id }, now)] : [];
  }

  write(clientId: string, user: User, message: WriteMessage, now: number): Outcome {
    const { n, baseSeq } = message;
    this.#watch(clientId, message);
    const resolution = message.type === "conflict:resolved" ? message.payload : undefined;
    const params =
      message.type === "param:update"
        ? message.payload
        : new Map([[message.payload.param, message.payload.resolvedValue]]);
    const refusal = this.#refusal(params);
    if (refusal !== undefined) {
      return { toSender: [frame("error", { ...refusal, n })], toAll: [] };
    }
    const due = this.refusals.shift();
    if (due?.code === "rate_limited") return { toSender: [refusalFrame(due, n)], toAll: [] };
    if (this.#hasTakenEffect(clientId, n)) {
      return { toSender: [frame("ack", { n, seq: this.seq })], toAll: [] };
    }
    const written: Record<string, number> = {};
    const conflicts: object[] = [];
    for (const [param, value] of params) {
      if (resolution === undefined && sameValue(this.values.get(param) ?? 0, value)) continue;
      const last = this.#writes.get(param);
      // A message overtaken by a later one of the same tab must not bring its value back.
      if (last?.clientId === clientId && (last.n ?? 0) > (n ?? 0)) continue;
      const isNews = last !== undefined && baseSeq !== undefined && last.seq > baseSeq;
      const isRecent = last !== undefined && now - last.at < CONFLICT_WINDOW_MILLIS;
      const isOthers = last !== undefined && last.user.id !== user.id;
      if (isOthers && (isNews || (isRecent && resolution === undefined))) {
        conflicts.push(
          frame("conflict:detected", {
            param,
            yourValue: value,
            theirValue: this.values.get(param),
            theirUserId: last.user.id,
            theirUserName: last.user.name,
            n,
            theirSeq: last.seq,
          }),
        );
      } else {
        written[param] = value;
      }
    }
    if (Object.keys(written).length === 0) {
      const ack = conflicts.length === 0 ? [frame("ack", { n, seq: this.seq })] : conflicts;
      return { toSender: ack, toAll: [] };
    }
    if (!this.hasRoom) return { toSender: [refusalFrame({ code: "unavailable" }, n)], toAll: [] };
    if (due !== undefined && due.isMistaken !== true) {
      return { toSender: [refusalFrame(due, n)], toAll: [] };
    }
    const about =
      resolution === undefined
        ? {}
        : { resolution: { param: resolution.param, strategy: resolution.strategy } };
    const payload = { userId: user.id, clientId, n, params: written, ...about };
    const broadcast = this.#append("param:broadcast", payload, now);
    this.#noteApplied(clientId, n);
    for (const [param, value] of Object.entries(written)) {
      this.values.set(param, value);
      this.#writes.set(param, { value, user, clientId, n, at: now, seq: this.seq });
    }
    const mistaken = due === undefined ? [] : [refusalFrame(due, n)];
    return { toSender: [...mistaken, ...conflicts], toAll: [broadcast] };
  }

  /** Loses the end of the log, as a failover to a server that was behind would. */
  loseTail(count: number): void {
    const kept = this.log.slice(0, Math.max(0, this.log.length - count));
    for (const { name, defaultValue } of this.model.parameters) this.values.set(name, defaultValue);
    this.log.length = 0;
    this.log.push(...kept);
    this.#applied.clear();
    this.#highestApplied.clear();
    this.#writes.clear();
    for (const { type, payload } of kept) {
      if (type !== "param:broadcast") continue;
      const { clientId, n, params } = payload as {
        clientId: string;
        n: number;
        params: Record<string, number>;
      };
      this.#noteApplied(clientId, n);
      for (const [param, value] of Object.entries(params)) this.values.set(param, value);
    }
    this.epoch = `${this.epoch}'`;
  }

  #noteApplied(clientId: string, n = 0): void {
    this.#applied.add(`${clientId} ${n}`);
    this.#highestApplied.set(clientId, Math.max(n, this.#highestApplied.get(clientId) ?? 0));
  }

  /** What is further below the highest than can be told apart passes for done. */
  #hasTakenEffect(clientId: string, n = 0): boolean {
    const highest = this.#highestApplied.get(clientId) ?? 0;
    return this.#applied.has(`${clientId} ${n}`) || highest - n > TOLD_APART;
  }

  #watch(clientId: string, message: WriteMessage): void {
    const { n = 0 } = message;
    const payload = message.type === "param:update" ? [...message.payload] : message.payload;
    const meaning = JSON.stringify({ ...message, payload });
    const before = this.#meanings.get(`${clientId} ${n}`);
    const highest = this.#highest.get(clientId) ?? 0;
    if (before === undefined && n <= highest) this.violations.push(`${clientId} sent ${n} late`);
    if (before !== undefined && before !== meaning) {
      this.violations.push(`${clientId} sent ${n} as ${before} and as ${meaning}`);
    }
    this.#meanings.set(`${clientId} ${n}`, meaning);
    this.#highest.set(clientId, Math.max(highest, n));
  }

  #refusal(params: ReadonlyMap<string, number>) {
    if (params.size === 0) return { code: "invalid_message", message: "No parameter is named." };
    for (const [name, value] of params) {
      const spec = this.model.parameters.find((parameter) => parameter.name === name);
      if (spec === undefined) return { code: "unknown_param", message: `There is no "${name}".` };
      if (value < spec.min || value > spec.max) {
        return { code: "out_of_range", message: `${name} is out of range.` };
      }
    }
    return undefined;
  }

  #append(type: string, payload: object, now: number): SequencedFrame {
    const entry = { type, seq: this.seq + 1, timestamp: new Date(now).toISOString(), payload };
    this.log.push(entry);
    return entry;
  }
}

function refusalFrame({ code, retryAfterMs }: Refusal, n: number | undefined): object {
  return frame("error", { code, message: "Not now.", n, retryAfterMs });
}

export function frame(type: string, payload: object = {}): object {
  return { type, payload };
}
