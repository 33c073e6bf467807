"use client";

import { CloseCode } from "@trivector/collab-client";
import { type FormEvent, useId, useState } from "react";
import { copyText } from "./copyText.js";
import { type ClassNames, part } from "./part.js";
import { browserSessionUrl, readSessionParameter, type SessionUrl } from "./sessionUrl.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";
import { useSessionUrl } from "./useSessionUrl.js";

export type SessionManagerPart =
  | "session"
  | "start"
  | "join"
  | "join-label"
  | "join-input"
  | "join-button"
  | "id"
  | "copy"
  | "link"
  | "leave"
  | "status"
  | "problem";

export interface SessionManagerProps {
  readonly className?: string;
  readonly classNames?: ClassNames<SessionManagerPart>;
  /** Where the session is named; `?session=` of the page's address, unless the site says otherwise. */
  readonly url?: SessionUrl;
}

/** Starts, joins, shares and leaves a session, and keeps the page's address in step with it. */
export function SessionManager({
  className,
  classNames,
  url = browserSessionUrl,
}: SessionManagerProps) {
  useSessionUrl(url);
  const sessionId = useCollaborationSelector(({ session }) => session?.id ?? null);
  const isMissing = useCollaborationSelector(
    ({ connection }) =>
      connection.status === "closed" && connection.code === CloseCode.noSuchSession,
  );
  const root = part("session", classNames);
  return (
    <div
      {...root}
      className={className ?? root.className}
      data-state={sessionId === null ? "alone" : isMissing ? "missing" : "together"}
    >
      {sessionId !== null && isMissing ? (
        <p {...part("problem", classNames)} role="alert">
          {`There is no session “${sessionId}”. It may have been deleted, or the link is incomplete.`}
        </p>
      ) : null}
      {sessionId === null || isMissing ? (
        <Entrance classNames={classNames} />
      ) : (
        <Share key={sessionId} sessionId={sessionId} url={url} classNames={classNames} />
      )}
    </div>
  );
}

interface PartProps {
  readonly classNames: ClassNames<SessionManagerPart> | undefined;
}

function Entrance({ classNames }: PartProps) {
  const client = useCollaborationClient();
  const inputId = useId();
  const [isStarting, setStarting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [typed, setTyped] = useState("");

  async function start(): Promise<void> {
    setStarting(true);
    setProblem(null);
    const result = await client.startSession();
    setStarting(false);
    if (!result.ok) setProblem(`The session could not be started. ${result.problem.message}`);
  }

  function join(event: FormEvent): void {
    event.preventDefault();
    const text = typed.trim();
    // People paste whole links where an id is asked for.
    const sessionId = readSessionParameter(text) ?? text;
    if (sessionId !== "") client.connect(sessionId);
  }

  return (
    <>
      <button
        {...part("start", classNames)}
        type="button"
        aria-disabled={isStarting || undefined}
        onClick={() => (isStarting ? undefined : void start())}
      >
        Start Collaboration
      </button>
      <form {...part("join", classNames)} onSubmit={join}>
        <label {...part("join-label", classNames)} htmlFor={inputId}>
          Session ID
        </label>
        <input
          {...part("join-input", classNames)}
          id={inputId}
          type="text"
          placeholder="ID or link"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button {...part("join-button", classNames)} type="submit">
          Join Session
        </button>
      </form>
      {problem === null ? null : (
        <p {...part("problem", classNames)} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

interface ShareProps extends PartProps {
  readonly sessionId: string;
  readonly url: SessionUrl;
}

function Share({ sessionId, url, classNames }: ShareProps) {
  const client = useCollaborationClient();
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");

  async function copy(): Promise<void> {
    setCopied((await copyText(url.linkTo(sessionId))) ? "yes" : "failed");
  }

  return (
    <>
      <span {...part("id", classNames)}>
        Session <code data-testid="session-id">{sessionId}</code>
      </span>
      <button
        {...part("copy", classNames)}
        type="button"
        onClick={() => void copy()}
        onBlur={() => setCopied((last) => (last === "yes" ? "no" : last))}
      >
        Copy Link
      </button>
      <button {...part("leave", classNames)} type="button" onClick={client.leave}>
        Leave
      </button>
      <span {...part("status", classNames)} role="status">
        {copied === "yes" ? "Copied" : copied === "failed" ? "Copy this link:" : null}
      </span>
      {copied === "failed" ? (
        <input
          {...part("link", classNames)}
          type="text"
          readOnly
          aria-label="Link to this session"
          value={url.linkTo(sessionId)}
          onFocus={(event) => event.currentTarget.select()}
        />
      ) : null}
    </>
  );
}
