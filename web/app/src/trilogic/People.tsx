"use client";

import {
  UserPresence,
  useCollaborationClient,
  useCollaborationSelector,
} from "@trivector/collab-react";
import { useEffect, useState } from "react";
import { NameDialog } from "./NameDialog";
import { OwnName } from "./OwnName";
import { storedName, storeName } from "./ownNameStore";
import "./people.css";

/** As many as a wide screen has room for; the rest is counted. */
const SHOWN = 6;

/** Who is here. One's own entry, or one's name while alone, is where the name is changed. */
export function People() {
  const client = useCollaborationClient();
  const isAlone = useCollaborationSelector(({ users }) => users.length === 0);
  const name = useCollaborationSelector(({ me }) => me.name);
  const [isAsking, setAsking] = useState(false);
  const ask = () => setAsking(true);

  // The name of the last visit; it comes before the first handshake, which waits for the network.
  useEffect(() => {
    const kept = storedName();
    if (kept !== null && client.getState().me.name === null) client.setProfile({ name: kept });
  }, [client]);

  function save(next: string): void {
    storeName(next);
    if (next !== name) client.setProfile({ name: next });
  }

  return (
    <div className="people-place">
      {isAlone ? (
        <OwnName kind="alone" onAsk={ask} />
      ) : (
        <UserPresence
          className="people"
          max={SHOWN}
          ownAction={<OwnName kind="entry" onAsk={ask} />}
        />
      )}
      {isAsking ? <NameDialog name={name} onSave={save} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}
