"use client";

import { useCollaborationSelector } from "@trivector/collab-react";
import { beta, formatBeta, isOutsideModel } from "../picture";
import { flowParams } from "./flowParams";

/** β, the undecided share, with its formula; in words, when there is none. */
export function Share() {
  const params = flowParams(useCollaborationSelector((snapshot) => snapshot.values));
  const share = beta(params);
  const isOutside = isOutsideModel(params);
  return (
    <div className="card share" data-outside={isOutside || undefined} data-testid="beta">
      <h3 className="share-label">
        <span className="share-symbol">β</span> <span className="share-name">Wabi-sabi</span>
      </h3>
      <p className="share-formula">
        1 − μ − 10.8 κ = <output className="share-value">{formatBeta(share)}</output>
      </p>
      <p className="card-effect">
        {isOutside
          ? "Outside the model: β is below zero, so nothing is left undecided. Lower μ or κ."
          : `What stays undecided: the cap about ∅ covers ${(share * 100).toFixed(1)} % of the sphere.`}
      </p>
    </div>
  );
}
