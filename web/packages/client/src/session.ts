import { Connection, type ConnectionState } from "./connection/connection.js";
import type { CancelTimer, Environment } from "./environment.js";
import { PresenceSender } from "./presenceSender.js";
import { CloseCode } from "./protocol/closeCodes.js";
import { decodeServerMessage } from "./protocol/decode.js";
import { encodeClientMessage } from "./protocol/encode.js";
import { isPassingError } from "./protocol/errorCodes.js";
import { PRESENCE_GRACE_MILLIS } from "./protocol/limits.js";
import type {
  AuthSuccessMessage,
  ClientMessage,
  Cursor,
  ErrorMessage,
  ParamBroadcastMessage,
  ServerMessage,
  SessionStateMessage,
} from "./protocol/messages.js";
import { optional } from "./protocol/read.js";
import * as replica from "./replica/index.js";
import { ResendPause } from "./resendPause.js";
import * as rosters from "./roster.js";
import type { Problem } from "./snapshot.js";

/** What was missed must have come by then; else the connection is given up and made anew. */
export const CATCH_UP_TIMEOUT_MILLIS = 10_000;

export interface Credentials {
  readonly token?: string;
  readonly name?: string;
  readonly color?: string;
}

export interface SessionListener {
  /** Something of what the session shows has changed. */
  readonly onChange: () => void;
  /** What somebody else points at or has hold of has changed, as it may many times a frame. */
  readonly onPresence: () => void;
  /** The server numbered a change. */
  readonly onApplied: (message: ParamBroadcastMessage) => void;
  /** The server told the whole state: whatever was known before is replaced. */
  readonly onStateAdopted: (timestamp: string | undefined) => void;
  readonly onError: (error: ErrorMessage) => void;
}

export interface SessionOptions extends SessionListener {
  readonly environment: Environment;
  readonly sessionId: string;
  readonly url: string;
  /** Where to start from: the client's id, its next `n`, and the values to show until the server's come. */
  readonly replica: replica.ReplicaState;
  readonly credentials: () => Promise<Credentials>;
  /** The server refused the token that `credentials` gave. */
  readonly credentialsRefused: () => void;
}

/**
 * How far behind the session we know ourselves to be. Changes are sent only while `live`: before, an
 * echo that would settle one may still be on its way.
 */
type Sync =
  | { readonly phase: "detached" }
  | { readonly phase: "catchingUp"; readonly targetSeq: number }
  | { readonly phase: "resyncing" }
  | { readonly phase: "live" };

/** One session as this tab takes part in it: a connection, a replica, a roster, and their order. */
export class Session {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #connection: Connection;
  readonly #presence: PresenceSender;
  readonly #resendPause: ResendPause;
  #replica: replica.ReplicaState;
  #roster: rosters.Roster = rosters.emptyRoster;
  #userId: string | null = null;
  #sync: Sync = { phase: "detached" };
  #hasJoined = false;
  /** A refused token is replaced once; a second refusal in a row is final. */
  #replacedCredentials = false;
  #cancelCatchUpTimer: CancelTimer | null = null;
  #cancelGraceTimer: CancelTimer | null = null;
  /** Whether what is unsent is sent when the present turn of the event loop ends. */
  #isFlushDue = false;
  /** The parameter that is or was last under the hand, shown to the others until it is decided. */
  #heldParam: string | null = null;

  constructor(options: SessionOptions) {
    const { environment, url } = options;
    this.id = options.sessionId;
    this.#options = options;
    this.#replica = options.replica;
    this.#presence = new PresenceSender({
      environment,
      send: (payload) => this.#send({ type: "presence:update", payload }),
    });
    this.#resendPause = new ResendPause({ environment, onOver: () => this.#settled() });
    this.#connection = new Connection({
      url,
      environment,
      handshake: () => this.#handshake(),
      onText: (text) => this.#received(text),
      onState: (state) => this.#connectionChanged(state),
    });
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  get replica(): replica.ReplicaState {
    return this.#replica;
  }

  get roster(): rosters.Roster {
    return this.#roster;
  }

  /** This person, as the server knows them; `null` until it has let us in. */
  get userId(): string | null {
    return this.#userId;
  }

  /** Whether the session's state has ever been received: before, the values are only our own. */
  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  /** That the server cannot take this person's changes now; they are sent again without being asked. */
  get saveProblem(): Problem | null {
    return this.#resendPause.problem;
  }

  open(): void {
    this.#connection.open();
  }

  /** Leaves, so that the others see it at once. What was changed in this very turn goes before. */
  close(): void {
    this.#flush();
    this.#connection.close();
    this.#cancelGraceTimer?.();
    this.#resendPause.interrupt();
  }

  /** Ends it without asking the server, where the answer is known. */
  fail(code: number, reason: string): void {
    this.#connection.fail(code, reason);
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Connects anew, within its place in the session, for only a handshake says who one is. */
  introduceAnew(): void {
    this.#connection.renew();
  }

  /**
   * A change by this person. It is sent at the end of this turn where it can be, in one message with
   * what else was changed in it, and waits where it cannot.
   */
  change(next: (state: replica.ReplicaState) => replica.ReplicaState): void {
    const before = this.#replica;
    this.#replica = next(before);
    if (this.#replica === before) return;
    this.#heldParam = newestKey(this.#replica.drags) ?? this.#heldParam;
    this.#flushSoon();
    this.#changed();
  }

  setCursor(cursor: Cursor | null): void {
    this.#presence.update({ cursor });
  }

  async #handshake(): Promise<string> {
    const credentials = await this.#options.credentials();
    const { clientId, seq, epoch } = this.#replica;
    const position = this.#hasJoined
      ? { lastSeenSeq: seq, ...optional("epoch", epoch ?? undefined) }
      : {};
    const payload = { ...credentials, clientId, ...position };
    return encodeClientMessage({ type: "auth", payload });
  }

  #connectionChanged(state: ConnectionState): void {
    if (state.status === "closed" && state.code === CloseCode.unauthenticated) {
      this.#options.credentialsRefused();
      if (!this.#replacedCredentials) {
        this.#replacedCredentials = true;
        this.#connection.open();
        return;
      }
    }
    if (state.status !== "open" && this.#sync.phase !== "detached") this.#detached();
    if (state.status === "closed") this.#roster = rosters.forgetPresence(this.#roster);
    this.#options.onChange();
  }

  #detached(): void {
    this.#enterSync({ phase: "detached" });
    this.#resendPause.interrupt();
    this.#presence.closed();
    // Over a blip nothing should flicker; after it, a ring about a slider would be a guess.
    this.#cancelGraceTimer?.();
    this.#cancelGraceTimer = this.#options.environment.setTimer(() => {
      this.#roster = rosters.forgetPresence(this.#roster);
      this.#options.onChange();
    }, PRESENCE_GRACE_MILLIS);
  }

  #received(text: string): void {
    const message = decodeServerMessage(text);
    if (message === undefined) return;
    if (message.type === "auth:success") {
      if (this.#sync.phase === "detached") this.#letIn(message);
    } else if (message.type === "auth:failed") {
      this.#connection.fail(CloseCode.unauthenticated, message.error);
    } else if (this.#sync.phase !== "detached") {
      this.#receivedInSession(message);
    }
  }

  #letIn(message: AuthSuccessMessage): void {
    const { currentState, clientId, users, epoch = null } = message;
    this.#userId = message.userId;
    this.#replacedCredentials = false;
    this.#cancelGraceTimer?.();
    if (clientId !== undefined) this.#replica = replica.adoptClientId(this.#replica, clientId);
    // A continuation is only one of the log that we know, from where we are.
    const continues =
      message.resumed &&
      this.#hasJoined &&
      epoch === this.#replica.epoch &&
      currentState.seq >= this.#replica.seq;
    if (!continues) {
      const { params, seq } = currentState;
      this.#replica = replica.adoptState(this.#replica, params, seq, epoch);
    }
    this.#hasJoined = true;
    this.#roster = rosters.forgetPresence(
      rosters.adoptUsers(this.#roster, users, currentState.seq),
    );
    this.#enterSync({ phase: "catchingUp", targetSeq: currentState.seq });
    if (!continues) this.#options.onStateAdopted(message.timestamp);
    this.#connection.accepted();
    this.#presence.opened();
    this.#goLiveWhenCaughtUp();
  }

  #receivedInSession(message: Exclude<ServerMessage, { type: "auth:success" | "auth:failed" }>) {
    switch (message.type) {
      case "param:broadcast":
      case "session:joined":
      case "session:left":
        this.#receivedNumber(message.seq, message);
        break;
      case "unknown":
        if (message.seq !== undefined) this.#receivedNumber(message.seq, message);
        break;
      case "session:state":
        this.#adoptState(message);
        break;
      case "conflict:detected":
        this.#replica = replica.applyConflict(this.#replica, message);
        this.#settled();
        break;
      case "ack":
        this.#replica = replica.applyAck(this.#replica, message.n);
        this.#settled();
        break;
      case "error":
        this.#receivedError(message);
        break;
      case "presence:broadcast": {
        const { clientId, userId, presence } = message;
        this.#roster = rosters.presenceChanged(this.#roster, clientId, userId, presence);
        this.#options.onPresence();
        break;
      }
      case "session:deleted":
        this.#connection.fail(CloseCode.noSuchSession, "The session was deleted.");
        break;
      case "pong":
        break;
    }
  }

  #receivedError(message: ErrorMessage): void {
    const { n, code } = message;
    if (n !== undefined && isPassingError(code)) {
      if (!this.#replica.inFlight.has(n)) return;
      this.#replica = replica.applyRefusal(this.#replica, n);
      this.#resendPause.refused(message);
    } else {
      if (n !== undefined) this.#replica = replica.applyError(this.#replica, n);
      this.#options.onError(message);
    }
    this.#settled();
  }

  /** Every number is applied once and in order; a number that is missing is asked for. */
  #receivedNumber(seq: number, message: SequencedMessage): void {
    if (seq <= this.#replica.seq) return;
    if (seq > this.#replica.seq + 1) {
      if (this.#sync.phase !== "resyncing") this.#askForMissed();
      return;
    }
    this.#apply(message, seq);
    this.#settled();
    this.#goLiveWhenCaughtUp();
  }

  #apply(message: SequencedMessage, seq: number): void {
    switch (message.type) {
      case "param:broadcast": {
        const name = this.#roster.people.get(message.userId)?.name ?? "Someone";
        this.#replica = replica.applyBroadcast(this.#replica, message, name);
        if (message.clientId === this.#replica.clientId) this.#savedAgain();
        this.#options.onApplied(message);
        break;
      }
      case "session:joined":
        this.#roster = rosters.userJoined(this.#roster, message.user, seq);
        this.#replica = replica.applyNumber(this.#replica, seq);
        break;
      case "session:left":
        this.#roster = rosters.userLeft(this.#roster, message.userId, seq);
        this.#replica = replica.applyNumber(this.#replica, seq);
        break;
      case "unknown":
        this.#replica = replica.applyNumber(this.#replica, seq);
        break;
    }
  }

  #adoptState(message: SessionStateMessage): void {
    const { params, stateSeq, users, epoch = this.#replica.epoch } = message;
    this.#replica = replica.adoptState(this.#replica, params, stateSeq, epoch);
    if (users !== undefined) this.#roster = rosters.adoptUsers(this.#roster, users, stateSeq);
    // What ended somebody's presence may be among what was dropped; what is there now follows.
    if (message.reason === "lagging") this.#roster = rosters.forgetPresence(this.#roster);
    this.#options.onStateAdopted(message.timestamp);
    this.#goLive();
  }

  #askForMissed(): void {
    const { seq, epoch } = this.#replica;
    const payload = { lastSeenSeq: seq, ...optional("epoch", epoch ?? undefined) };
    this.#enterSync({ phase: "resyncing" });
    this.#send({ type: "session:resync", payload });
  }

  #goLiveWhenCaughtUp(): void {
    if (this.#sync.phase === "catchingUp" && this.#replica.seq >= this.#sync.targetSeq) {
      this.#goLive();
    }
  }

  /**
   * What has had no outcome is sent again: after a connection was lost, and after a state that may
   * have swallowed the echo. The server knows an `n` that it has seen, so it takes effect once.
   */
  #goLive(): void {
    this.#enterSync({ phase: "live" });
    this.#replica = replica.loseOutcomes(this.#replica);
    this.#settled();
  }

  /** An outcome may have made room for what is unsent, or have ended what the others see us hold. */
  #settled(): void {
    if (replica.countPending(this.#replica) === 0) this.#savedAgain();
    this.#flush();
    this.#changed();
  }

  /** A change of ours has come through, or none is left that could not. */
  #savedAgain(): void {
    if (!replica.hasRefused(this.#replica)) this.#resendPause.saved();
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#sync.phase !== "live" || this.#resendPause.isRunning) return;
    const { state, messages } = replica.takeDue(this.#replica);
    this.#replica = state;
    for (const message of messages) this.#send(message);
  }

  #changed(): void {
    this.#presence.update({ holding: this.#holding() });
    this.#options.onChange();
  }

  /**
   * A slider counts as held until its last change is decided. Let go any sooner, the others would
   * see the thumb jump back for as long as the change is on its way.
   */
  #holding() {
    const param = this.#heldParam;
    const spec = this.#replica.model.parameters.find(({ name }) => name === param);
    if (param === null || spec === undefined) return null;
    const { value, dragging, pending } = replica.viewParameter(this.#replica, spec);
    if (!dragging && !pending) {
      this.#heldParam = null;
      return null;
    }
    return { param, value };
  }

  #enterSync(sync: Sync): void {
    this.#cancelCatchUpTimer?.();
    this.#cancelCatchUpTimer = null;
    this.#sync = sync;
    if (sync.phase === "detached" || sync.phase === "live") return;
    this.#cancelCatchUpTimer = this.#options.environment.setTimer(
      () => this.#connection.abandon("What was missed did not come in time."),
      CATCH_UP_TIMEOUT_MILLIS,
    );
  }

  #send(message: ClientMessage): void {
    this.#connection.send(encodeClientMessage(message));
  }
}

type SequencedMessage = Extract<
  ServerMessage,
  { type: "param:broadcast" | "session:joined" | "session:left" | "unknown" }
>;

function newestKey(map: ReadonlyMap<string, unknown>): string | null {
  return Array.from(map.keys()).at(-1) ?? null;
}
