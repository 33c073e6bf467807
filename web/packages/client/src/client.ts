import { Api, ApiError } from "./api.js";
import { browserEnvironment } from "./browserEnvironment.js";
import { ServerClock } from "./clock.js";
import type { ConnectionState } from "./connection/connection.js";
import type { CancelTimer, Environment } from "./environment.js";
import { GestureTimers } from "./gestureTimers.js";
import { aloneEntries, appendHistory, changeEntries, stateEntries } from "./history.js";
import { IdentityStore, type Profile } from "./identity.js";
import { type Model, trilogic } from "./model.js";
import { CloseCode } from "./protocol/closeCodes.js";
import { SESSION_ID_PATTERN } from "./protocol/limits.js";
import type { Cursor, ParamBroadcastMessage, ResolutionStrategy } from "./protocol/messages.js";
import * as replica from "./replica/index.js";
import { isNotNow } from "./retryAfter.js";
import { emptyRoster } from "./roster.js";
import { serverAddress, sessionSocketUrl } from "./serverAddress.js";
import { Session } from "./session.js";
import { type CollabSnapshot, type HistoryEntry, type Problem, takeSnapshot } from "./snapshot.js";

export interface CollabClientOptions {
  /** http, https, ws or wss. Without one, the page's own origin. */
  readonly serverUrl?: string | undefined;
  readonly environment?: Environment;
  readonly model?: Model;
  /** How this person wants to be called; the server gives what is left out. */
  readonly profile?: Profile;
}

export type StartResult =
  | { readonly ok: true; readonly sessionId: string }
  | { readonly ok: false; readonly problem: Problem };

export function createCollabClient(options: CollabClientOptions = {}): CollabClient {
  return new CollabClient(options);
}

/**
 * One tab's part in one model: alone until a session is started or joined, then together, then
 * alone again with the values that were there. Framework-free: read `getState`, `subscribe`, act.
 */
export class CollabClient {
  readonly model: Model;
  readonly api: Api;
  readonly #environment: Environment;
  readonly #serverUrl: () => string;
  readonly #identity: IdentityStore;
  readonly #gestures: GestureTimers;
  readonly #listeners = new Set<() => void>();
  #session: Session | null = null;
  /** The values while there is no session. */
  #alone: replica.ReplicaState;
  #clock = new ServerClock();
  #history: readonly HistoryEntry[];
  #lastError: Problem | null = null;
  #snapshot: CollabSnapshot | undefined;
  #isStale = true;
  #cancelFrame: CancelTimer | null = null;
  #retainCount = 0;

  constructor(options: CollabClientOptions) {
    const { environment = browserEnvironment, model = trilogic, profile = {} } = options;
    this.model = model;
    this.#environment = environment;
    this.#serverUrl = () => serverAddress(options.serverUrl ?? globalThis.location.origin).httpUrl;
    this.api = new Api({ environment, baseUrl: this.#serverUrl });
    this.#identity = new IdentityStore({
      environment,
      api: this.api,
      serverUrl: this.#serverUrl,
      profile,
    });
    this.#gestures = new GestureTimers(environment, (param) =>
      this.#change((state) => replica.commitDrag(state, param)),
    );
    this.#alone = replica.createReplica({ model, clientId: environment.createId() });
    this.#history = stateEntries(this.#alone, environment.now());
  }

  /** The same object for as long as nothing has changed. */
  getState = (): CollabSnapshot => {
    if (this.#isStale || this.#snapshot === undefined) {
      this.#snapshot = takeSnapshot(this.#source(), this.#snapshot);
      this.#isStale = false;
    }
    return this.#snapshot;
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Keeps the client in use until the returned function is called. When nobody uses it any more it
   * leaves its session, but not at once: React mounts twice in StrictMode, and the second time
   * must find the connection that the first one made.
   */
  retain = (): (() => void) => {
    this.#retainCount += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#retainCount -= 1;
      this.#environment.setTimer(() => {
        if (this.#retainCount === 0) this.leave();
      }, 0);
    };
  };

  /** Makes a session of the present values, and joins it. */
  startSession = async (options: { readonly name?: string } = {}): Promise<StartResult> => {
    try {
      const params = this.getState().values;
      const { sessionId } = await this.api.createSession({ ...options, params });
      this.connect(sessionId);
      return { ok: true, sessionId };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { ok: false, problem: this.#report(problemCode(error), error.message) };
    }
  };

  /** Joins a session. One that it is in already, or on its way to, is left as it is. */
  connect = (sessionId: string): void => {
    const status = this.#session?.connection.status;
    if (this.#session?.id === sessionId && status !== "closed") return;
    this.#leaveSession();
    this.#lastError = null;
    this.#session = this.#createSession(sessionId);
    if (SESSION_ID_PATTERN.test(sessionId)) {
      this.#session.open();
    } else {
      this.#session.fail(CloseCode.noSuchSession, "This is not the id of a session.");
    }
    this.#changed();
  };

  /** Leaves the session, and goes on alone with its values. */
  leave = (): void => {
    if (this.#session === null) return;
    this.#leaveSession();
    this.#changed();
  };

  /** Ends the wait for the next attempt to reconnect. */
  retryNow = (): void => this.#session?.retryNow();

  /** The slider moves under the hand. A pause of 300 ms commits where it is. */
  drag = (param: string, value: number): void => {
    this.#gestures.moved(param);
    this.#change((state) => replica.drag(state, param, value));
  };

  /** The hand lets go of the slider: where it is is committed now. */
  release = (param: string): void => {
    this.#gestures.ended(param);
    this.#change((state) => replica.release(state, param));
  };

  /** A finished change in one: a key press, an exact entry. */
  commit = (param: string, value: number): void => {
    this.#gestures.ended(param);
    this.#change((state) => replica.commit(state, param, value));
  };

  /** Back to the default of one parameter, or of all. */
  reset = (param?: string): void => {
    for (const { name, defaultValue } of this.model.parameters) {
      if (param === undefined || param === name) this.commit(name, defaultValue);
    }
  };

  resolveConflict = (param: string, strategy: ResolutionStrategy): void =>
    this.#change((state) => replica.resolve(state, param, strategy));

  /** Keeps what is there, and sends nothing. Without a parameter: for all that are open. */
  dismissConflict = (param?: string): void => {
    const params = param === undefined ? this.getState().conflicts.map((c) => c.param) : [param];
    this.#change((state) => params.reduce(replica.dismiss, state));
  };

  setPresence = (presence: { readonly cursor: Cursor | null }): void =>
    this.#session?.setCursor(presence.cursor);

  /** How this person is introduced from now on; in a session, the others see it at once. */
  setProfile = (profile: Profile): void => {
    this.#identity.setProfile(profile);
    this.#session?.introduceAnew();
    this.#changed();
  };

  clearError = (): void => {
    this.#lastError = null;
    this.#changed();
  };

  get #replica(): replica.ReplicaState {
    return this.#session?.replica ?? this.#alone;
  }

  #change(next: (state: replica.ReplicaState) => replica.ReplicaState): void {
    if (this.#session !== null) {
      this.#session.change(next);
      return;
    }
    const before = this.#alone;
    this.#alone = replica.settleAlone(next(before));
    const at = this.#environment.now();
    this.#history = appendHistory(this.#history, aloneEntries(before, this.#alone, at));
    if (this.#alone !== before) this.#changed();
  }

  #createSession(sessionId: string): Session {
    const environment = this.#environment;
    const session: Session = new Session({
      environment,
      sessionId,
      url: sessionSocketUrl(this.#serverUrl(), sessionId),
      replica: this.#alone,
      credentials: () => this.#identity.credentials(),
      credentialsRefused: () => this.#identity.discard(),
      onChange: () => this.#changed(),
      onPresence: () => this.#changedByNextFrame(),
      onApplied: (message) => this.#remember(session, message),
      onStateAdopted: (timestamp) => {
        const at = this.#clock.localTime(timestamp, environment.now());
        this.#history = appendHistory(this.#history, stateEntries(session.replica, at));
      },
      onError: ({ code, message }) => this.#report(code, message),
    });
    return session;
  }

  #leaveSession(): void {
    const session = this.#session;
    if (session === null) return;
    this.#gestures.endAll();
    const { clientId, nextN } = session.replica;
    const params = replica.confirmedValues(session.replica);
    this.#alone = replica.createReplica({ model: this.model, clientId, nextN, params });
    this.#clock = new ServerClock();
    // Last, since closing tells the listeners, and they are to find everything in its place.
    this.#session = null;
    session.close();
  }

  #remember(session: Session, message: ParamBroadcastMessage): void {
    const at = this.#clock.localTime(message.timestamp, this.#environment.now());
    this.#history = appendHistory(this.#history, changeEntries(message, session.roster, at));
  }

  #report(code: string, message: string): Problem {
    const problem = { code, message, at: this.#environment.now() };
    this.#lastError = problem;
    this.#changed();
    return problem;
  }

  #source() {
    const session = this.#session;
    return {
      connection: session?.connection ?? IDLE,
      session: session === null ? null : { id: session.id, joined: session.hasJoined },
      userId: session?.userId ?? null,
      profile: this.#identity.profile,
      replica: this.#replica,
      roster: session?.roster ?? emptyRoster,
      history: this.#history,
      saveProblem: session?.saveProblem ?? null,
      lastError: this.#lastError,
    };
  }

  /** Ten people who drag are 200 messages a second, and no screen shows more of them than it has frames. */
  #changedByNextFrame(): void {
    this.#isStale = true;
    this.#cancelFrame ??= this.#environment.onNextFrame(() => this.#changed());
  }

  #changed(): void {
    this.#isStale = true;
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        // A listener's bug is reported as one, and neither the others nor the connection suffer it.
        this.#environment.setTimer(() => {
          throw error;
        }, 0);
      }
    }
  }
}

function problemCode({ status }: ApiError): string {
  if (status === 0) return "unreachable";
  return isNotNow(status) ? "unavailable" : "not_created";
}

const IDLE: ConnectionState = { status: "idle" };
