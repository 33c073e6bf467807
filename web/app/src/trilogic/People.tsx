"use client";

import { UserPresence, useCollaborationSelector } from "@trivector/collab-react";
import { OwnName } from "./OwnName";
import "./people.css";

/** As many as a wide screen has room for; the rest is counted. */
const SHOWN = 6;

/** Who is here. One's own entry, or one's name while alone, is where the name is changed. */
export function People() {
  const isAlone = useCollaborationSelector(({ users }) => users.length === 0);
  return (
    <div className="people-place">
      {isAlone ? (
        <OwnName kind="alone" />
      ) : (
        <UserPresence className="people" max={SHOWN} ownAction={<OwnName kind="entry" />} />
      )}
    </div>
  );
}
