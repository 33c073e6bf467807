import type { Environment } from "./environment.js";
import { readParams } from "./protocol/decode.js";
import type { ParamValues } from "./protocol/messages.js";
import { type Fields, readNumber, readObject, readString } from "./protocol/read.js";
import {
  isNotNow,
  MAX_RETRY_AFTER_MILLIS,
  MAX_TRIES,
  pause,
  RETRY_AFTER_MILLIS,
  readRetryAfter,
} from "./retryAfter.js";

/** The server's answer to a call that failed, as RFC 9457 has it. Status 0: it was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** When the server asks to be tried again; `null` where it does not say. */
  readonly retryAfterMillis: number | null;

  constructor(
    status: number,
    title: string,
    detail: string,
    retryAfterMillis: number | null = null,
  ) {
    super(detail === "" ? title : detail);
    this.name = "ApiError";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfterMillis = retryAfterMillis;
  }
}

export interface CreatedSession {
  readonly sessionId: string;
  readonly joinUrl: string;
}

export interface SessionSummary {
  readonly sessionId: string;
  readonly userCount: number;
  readonly currentSeq: number;
  readonly state: ParamValues;
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface AnonymousIdentity extends IssuedToken {
  readonly userId: string;
  readonly username: string;
}

export interface ApiOptions {
  readonly environment: Environment;
  /** Of the server, without a slash at the end. */
  readonly baseUrl: () => string;
}

/**
 * The REST calls that the kit makes. Each one fails with an `ApiError`, and with nothing else. A server
 * that answers "not now" is asked again a few times, as soon as it said and where that is soon.
 */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  async createSession(
    request: { readonly name?: string; readonly params?: ParamValues } = {},
  ): Promise<CreatedSession> {
    const { name, params } = request;
    const fields = await this.#call("POST", "/api/v1/sessions", {
      ...(name === undefined ? {} : { name }),
      ...(params === undefined ? {} : { params: Object.fromEntries(params) }),
    });
    const sessionId = required(readString(fields, "session_id"), "session_id");
    return { sessionId, joinUrl: readString(fields, "join_url") ?? "" };
  }

  async getSession(sessionId: string): Promise<SessionSummary> {
    const fields = await this.#call("GET", `/api/v1/sessions/${encodeURIComponent(sessionId)}`);
    return {
      sessionId,
      userCount: readNumber(fields, "user_count") ?? 0,
      currentSeq: readNumber(fields, "current_seq") ?? 0,
      state: required(readParams(fields.get("state")), "state"),
    };
  }

  async anonymousToken(
    request: { readonly username?: string; readonly color?: string } = {},
  ): Promise<AnonymousIdentity> {
    const fields = await this.#call("POST", "/api/v1/auth/anonymous", request);
    return {
      token: required(readString(fields, "token"), "token"),
      userId: required(readString(fields, "user_id"), "user_id"),
      username: readString(fields, "username") ?? "",
      expiresAt: required(readInstant(fields.get("expires_at")), "expires_at"),
    };
  }

  async refresh(token: string): Promise<IssuedToken> {
    const fields = await this.#call("POST", "/api/v1/auth/refresh", { token });
    return {
      token: required(readString(fields, "token"), "token"),
      expiresAt: required(readInstant(fields.get("expires_at")), "expires_at"),
    };
  }

  async #call(method: "GET" | "POST", path: string, body?: object): Promise<Fields> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#callOnce(method, path, body);
      } catch (error) {
        if (!(error instanceof ApiError) || !isNotNow(error.status)) throw error;
        const waitMillis = error.retryAfterMillis ?? RETRY_AFTER_MILLIS;
        if (tries === MAX_TRIES || waitMillis > MAX_RETRY_AFTER_MILLIS) throw error;
        await pause(this.#options.environment, waitMillis);
      }
    }
  }

  async #callOnce(method: "GET" | "POST", path: string, body?: object): Promise<Fields> {
    const { environment, baseUrl } = this.#options;
    const request = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await environment.request(baseUrl() + path, request).catch(() => {
      throw new ApiError(0, "The server could not be reached.", "");
    });
    const fields: Fields = readObject(await response.json().catch(() => null)) ?? new Map();
    if (response.ok) return fields;
    throw new ApiError(
      response.status,
      readString(fields, "title") ?? `The server answered ${response.status}.`,
      readString(fields, "detail") ?? "",
      readRetryAfter(response.headers.get("retry-after"), environment.now()),
    );
  }
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value !== undefined) return value;
  throw new ApiError(0, "The server's answer was not understood.", `It has no valid "${name}".`);
}

/** ISO 8601, or seconds since 1970. */
function readInstant(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return value * 1_000;
  const millis = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}
