"use client";

import type { ParamValues, ResolutionStrategy } from "@trivector/collab-client";
import { ConflictResolution } from "@trivector/collab-react";
import { useState } from "react";
import { SphereThumbnail } from "../picture";
import { flowParams } from "./flowParams";
import { Notice } from "./Notice";
import { Parameters } from "./Parameters";
import { Recent } from "./Recent";
import { SharedPicture } from "./SharedPicture";
import { TopLine } from "./TopLine";
import "./workbench.css";
import "./conflict.css";

interface Preview {
  readonly params: ParamValues;
  readonly label: string;
}

const OUTCOMES: Readonly<Record<ResolutionStrategy, string>> = {
  yours: "your value",
  theirs: "their value",
  average: "the average",
};

/** Picture, parameters and plot, with the line that says who is here; and the question, if there is one. */
export function Workbench() {
  const [preview, setPreview] = useState<Preview | null>(null);
  return (
    <div className="workbench">
      <a className="skip-link" href="#parameters">
        Skip to the parameters
      </a>
      <TopLine />
      <main className="workbench-main">
        <SharedPicture preview={preview} />
        <Parameters />
        <Recent />
      </main>
      <Notice />
      <ConflictResolution
        renderPreview={(values) => <SphereThumbnail params={flowParams(values)} />}
        onPreview={(params, strategy) =>
          setPreview(
            params === null || strategy === null ? null : { params, label: OUTCOMES[strategy] },
          )
        }
      />
    </div>
  );
}
