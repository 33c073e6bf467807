"use client";

import type { ParamValues } from "@trivector/collab-client";
import { useCollaborationClient, useCollaborationSelector } from "@trivector/collab-react";
import { useMemo, useRef } from "react";
import { Picture, type SurfacePoint } from "../picture";
import { Cursors } from "./Cursors";
import { flowParams } from "./flowParams";
import { PICTURE_SURFACE, toSquare } from "./surface";

interface SharedPictureProps {
  readonly preview: { readonly params: ParamValues; readonly label: string } | null;
}

/** The picture at the session's values, with the places where the others point. */
export function SharedPicture({ preview }: SharedPictureProps) {
  const client = useCollaborationClient();
  const values = useCollaborationSelector((snapshot) => snapshot.values);
  const surface = useRef<HTMLDivElement>(null);
  const params = useMemo(() => flowParams(values), [values]);
  const previewed = useMemo(
    () => (preview === null ? null : flowParams(preview.params)),
    [preview],
  );

  function point(place: SurfacePoint | null): void {
    const box = surface.current;
    const shared =
      place === null || box === null ? null : toSquare(place, box.clientWidth, box.clientHeight);
    client.setPresence({
      cursor: shared === null ? null : { surface: PICTURE_SURFACE, ...shared },
    });
  }

  return (
    <section className="stage" aria-label="Picture">
      <Picture
        params={params}
        preview={previewed}
        {...(preview === null ? {} : { label: preview.label })}
        onPointerCursor={point}
      >
        <Cursors ref={surface} />
      </Picture>
    </section>
  );
}
