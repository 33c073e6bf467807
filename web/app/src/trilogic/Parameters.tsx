"use client";

import { ParameterSlider } from "@trivector/collab-react";
import { Share } from "./Share";
import { EFFECTS, PARAMETERS } from "./words";
import "./parameter.css";
import "./slider.css";

/** The three parameters, and what they leave undecided. */
export function Parameters() {
  return (
    <section className="rail" id="parameters" tabIndex={-1} aria-labelledby="parameters-title">
      <h2 className="visually-hidden" id="parameters-title">
        Parameters
      </h2>
      {PARAMETERS.map((name) => (
        <ParameterSlider key={name} name={name} className="card">
          <p className="card-effect">{EFFECTS[name]}</p>
        </ParameterSlider>
      ))}
      <Share />
    </section>
  );
}
