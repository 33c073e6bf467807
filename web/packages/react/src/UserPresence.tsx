"use client";

import type { Member, Model } from "@trivector/collab-client";
import type { CSSProperties, ReactNode } from "react";
import { type ClassNames, part } from "./part.js";
import { useCollaborationClient } from "./useCollaborationClient.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";

export type UserPresencePart = "people" | "person" | "avatar" | "name" | "holding" | "overflow";

export interface UserPresenceProps {
  readonly className?: string;
  readonly classNames?: ClassNames<UserPresencePart>;
  /** How many people are shown before the rest becomes "+n". */
  readonly max?: number;
  /** Something to do with oneself, such as changing one's name; it stands in one's own entry. */
  readonly ownAction?: ReactNode;
}

/** Who is here, and who has hold of what. Colours come as `--person-color`, and never alone. */
export function UserPresence(props: UserPresenceProps) {
  const { className, classNames, max = 6, ownAction } = props;
  const { model } = useCollaborationClient();
  const users = useCollaborationSelector((snapshot) => snapshot.users);
  if (users.length === 0) return null;
  // In the order of coming, but for oneself, who comes first: one knows then where to look.
  const ordered = [...users.filter(({ isMe }) => isMe), ...users.filter(({ isMe }) => !isMe)];
  const shown = ordered.slice(0, max);
  const rest = ordered.slice(max);
  const root = part("people", classNames);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from a list without bullets.
    <ul {...root} className={className ?? root.className} role="list" aria-label="People">
      {shown.map((user) => (
        <Person key={user.id} user={user} model={model} classNames={classNames}>
          {user.isMe ? ownAction : null}
        </Person>
      ))}
      {rest.length === 0 ? null : (
        <li {...part("overflow", classNames)} title={rest.map(({ name }) => name).join(", ")}>
          {`+${rest.length}`}
        </li>
      )}
    </ul>
  );
}

interface PersonProps {
  readonly user: Member;
  readonly model: Model;
  readonly classNames: ClassNames<UserPresencePart> | undefined;
  readonly children: ReactNode;
}

/** Initials, and not the picture that `avatar` names: a page should not load what a stranger chose. */
function Person({ user, model, classNames, children }: PersonProps) {
  const held = model.parameters.filter(({ name }) =>
    user.holding.some(({ param }) => param === name),
  );
  return (
    <li
      {...part("person", classNames)}
      data-me={user.isMe || undefined}
      data-holding={held.map(({ name }) => name).join(" ") || undefined}
      style={{ "--person-color": user.color } as CSSProperties}
    >
      <span {...part("avatar", classNames)} aria-hidden="true">
        {initialsOf(user.name)}
      </span>
      <span {...part("name", classNames)}>{user.isMe ? `${user.name} (you)` : user.name}</span>
      {held.length === 0 ? null : (
        <span {...part("holding", classNames)}>
          {`moving ${held.map(({ symbol }) => symbol).join(", ")}`}
        </span>
      )}
      {children}
    </li>
  );
}

/** The first letters of the first and the last word, whole characters of any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = Array.from(words[0] ?? "")[0] ?? "?";
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return (first + last).toUpperCase();
}
