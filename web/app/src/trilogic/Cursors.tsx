"use client";

import { useCollaborationSelector } from "@trivector/collab-react";
import type { CSSProperties, Ref } from "react";
import { PICTURE_SURFACE } from "./surface";
import "./cursors.css";

/** Where the others point in the picture, small and with their names. */
export function Cursors({ ref }: { readonly ref: Ref<HTMLDivElement> }) {
  const users = useCollaborationSelector((snapshot) => snapshot.users);
  return (
    <div className="cursors" ref={ref} aria-hidden="true">
      {users
        .filter(({ isMe }) => !isMe)
        .map(({ id, name, color, cursors }) => {
          const cursor = cursors.find(({ surface }) => surface === PICTURE_SURFACE);
          if (cursor === undefined) return null;
          const place = { "--x": cursor.x, "--y": cursor.y, "--person-color": color };
          return (
            <span key={id} className="cursor" style={place as CSSProperties}>
              <svg aria-hidden="true" viewBox="0 0 12 16">
                <path d="M1 1v12l3.2-2.8L6.3 15l2-0.9-2-4.6h4.2z" />
              </svg>
              <span className="cursor-name">{name}</span>
            </span>
          );
        })}
    </div>
  );
}
