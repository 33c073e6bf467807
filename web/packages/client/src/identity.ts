import { type AnonymousIdentity, type Api, ApiError } from "./api.js";
import type { Environment, KeyValueStorage } from "./environment.js";
import { parseObject, readNumber, readString } from "./protocol/read.js";
import { isNotNow } from "./retryAfter.js";
import type { Credentials } from "./session.js";

/** How a person wants to be called and drawn. The server gives what is left out. */
export interface Profile {
  readonly name?: string;
  /** `#rrggbb` */
  readonly color?: string;
}

/** A token is renewed this long before it ends: longer than any handshake takes. */
export const REFRESH_AHEAD_MILLIS = 5 * 60_000;

export interface IdentityOptions {
  readonly environment: Environment;
  readonly api: Api;
  /** Tokens of one server are no use to another. */
  readonly serverUrl: () => string;
  readonly profile: Profile;
}

/**
 * Who this person is to the server: an anonymous token, kept from visit to visit where there is
 * storage, renewed before it ends, and replaced where it is refused.
 */
export class IdentityStore {
  readonly #options: IdentityOptions;
  #profile: Profile;
  #identity: AnonymousIdentity | null = null;
  #request: Promise<Credentials> | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.#profile = options.profile;
  }

  get profile(): Profile {
    return this.#profile;
  }

  setProfile(profile: Profile): void {
    this.#profile = profile;
  }

  /** Fails only where trying again later may help. */
  credentials(): Promise<Credentials> {
    this.#request ??= this.#obtain().finally(() => {
      this.#request = null;
    });
    return this.#request;
  }

  /** The server does not take the token: the next one is a new one. */
  discard(): void {
    this.#identity = null;
    this.#withStorage((storage) => storage.removeItem(this.#key()));
  }

  async #obtain(): Promise<Credentials> {
    try {
      this.#identity ??= this.#load();
      this.#identity = await this.#current(this.#identity);
      this.#save(this.#identity);
      return { token: this.#identity.token, ...this.#profile };
    } catch (error) {
      // A server that gives no tokens may let people in without; if not, it will say so itself.
      if (isRefusal(error)) return this.#profile;
      throw error;
    }
  }

  async #current(identity: AnonymousIdentity | null): Promise<AnonymousIdentity> {
    const now = this.#options.environment.now();
    if (identity === null) return this.#mint();
    if (identity.expiresAt - now > REFRESH_AHEAD_MILLIS) return identity;
    try {
      return { ...identity, ...(await this.#options.api.refresh(identity.token)) };
    } catch (error) {
      if (isRefusal(error)) return this.#mint();
      if (identity.expiresAt > now) return identity;
      throw error;
    }
  }

  #mint(): Promise<AnonymousIdentity> {
    const { name, color } = this.#profile;
    return this.#options.api.anonymousToken({
      ...(name === undefined ? {} : { username: name }),
      ...(color === undefined ? {} : { color }),
    });
  }

  #key(): string {
    return `trivector-collab.identity ${this.#options.serverUrl()}`;
  }

  #load(): AnonymousIdentity | null {
    const text = this.#withStorage((storage) => storage.getItem(this.#key()));
    const fields = text === null ? undefined : parseObject(text);
    if (fields === undefined) return null;
    const token = readString(fields, "token");
    const userId = readString(fields, "userId");
    const expiresAt = readNumber(fields, "expiresAt");
    if (token === undefined || userId === undefined || expiresAt === undefined) return null;
    return { token, userId, expiresAt, username: readString(fields, "username") ?? "" };
  }

  #save(identity: AnonymousIdentity): void {
    this.#withStorage((storage) => storage.setItem(this.#key(), JSON.stringify(identity)));
  }

  /** Storage may be missing, denied or full: then the identity lasts as long as the tab. */
  #withStorage<Result>(use: (storage: KeyValueStorage) => Result): Result | null {
    try {
      const storage = this.#options.environment.storage();
      return storage === null ? null : use(storage);
    } catch {
      return null;
    }
  }
}

/** The server understood and said no. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ApiError) || isNotNow(error.status)) return false;
  return error.status >= 400 && error.status < 500;
}
