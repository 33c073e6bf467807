"use client";

import { formatValue, type ParameterSpec, sameValue } from "@trivector/collab-client";
import { type CSSProperties, type ReactNode, useId } from "react";
import { ExactEntry } from "./ExactEntry.js";
import { type ClassNames, part } from "./part.js";
import { useParameter } from "./useParameter.js";
import { useSliderGesture } from "./useSliderGesture.js";

export type ParameterSliderPart =
  | "parameter"
  | "label"
  | "symbol"
  | "name"
  | "entry"
  | "entry-input"
  | "entry-hint"
  | "unit"
  | "track"
  | "range"
  | "canonical-mark"
  | "ghost"
  | "reset"
  | "holder";

export interface ParameterSliderProps {
  /** The parameter's name in the model, such as `mu`. */
  readonly name: string;
  readonly className?: string;
  readonly classNames?: ClassNames<ParameterSliderPart>;
  /** The value under the hand, at every move. */
  readonly onValueChange?: (value: number) => void;
  /** The value that a gesture ended with. */
  readonly onValueCommit?: (value: number) => void;
  /** More about the parameter, such as what it does; it comes last. */
  readonly children?: ReactNode;
}

/**
 * One parameter as a native slider with an exact entry and a reset. It has no styles: positions come
 * as custom properties from 0 to 1 (`--share`, `--canonical-share`, `--ghost-share`), states as
 * `data-*`, people's colours as `--person-color`.
 */
export function ParameterSlider(props: ParameterSliderProps) {
  const { name, className, classNames, onValueChange, onValueCommit, children } = props;
  const id = useId();
  const parameter = useParameter(name);
  const { spec, value, ghost, holder } = parameter;
  const gesture = useSliderGesture(parameter, { onValueChange, onValueCommit });
  const root = part("parameter", classNames);
  const isCanonical = sameValue(value, spec.defaultValue);
  return (
    <div
      {...root}
      className={className ?? root.className}
      data-param={name}
      data-dragging={parameter.dragging || undefined}
      data-pending={parameter.pending || undefined}
      data-held={holder !== null || undefined}
      data-conflict={parameter.conflict !== null || undefined}
      style={customProperties(spec, value, ghost?.value, holder?.user.color)}
    >
      <label htmlFor={id} {...part("label", classNames)}>
        <span {...part("symbol", classNames)}>{spec.symbol}</span>{" "}
        <span {...part("name", classNames)}>{spec.label}</span>
      </label>
      <ExactEntry
        spec={spec}
        value={value}
        classNames={classNames}
        onCommit={(next) => {
          parameter.commit(next);
          onValueCommit?.(next);
        }}
      />
      <div {...part("track", classNames)}>
        <input
          {...part("range", classNames)}
          {...gesture}
          id={id}
          type="range"
          min={spec.min}
          max={spec.max}
          step={spec.step}
          value={value}
          aria-valuetext={formatValue(spec, value)}
          aria-describedby={holder === null ? undefined : `${id}-holder`}
        />
        <span {...part("canonical-mark", classNames)} aria-hidden="true" />
        {ghost === null ? null : (
          <span
            {...part("ghost", classNames)}
            role="note"
            aria-label={`${ghost.by?.name ?? "Someone else"}: ${formatValue(spec, ghost.value)}`}
            style={personColor(ghost.by?.color)}
          />
        )}
      </div>
      <button
        {...part("reset", classNames)}
        type="button"
        aria-label={`Reset ${spec.label} to ${formatValue(spec, spec.defaultValue)}`}
        disabled={isCanonical}
        onClick={() => {
          parameter.reset();
          onValueCommit?.(spec.defaultValue);
        }}
      >
        Reset
      </button>
      <span {...part("holder", classNames)} id={`${id}-holder`}>
        {holder === null ? null : `${holder.user.name} is moving this`}
      </span>
      {children}
    </div>
  );
}

function customProperties(
  spec: ParameterSpec,
  value: number,
  ghost: number | undefined,
  holderColor: string | undefined,
): CSSProperties {
  const share = (of: number) => (of - spec.min) / (spec.max - spec.min);
  return {
    "--share": share(value),
    "--canonical-share": share(spec.defaultValue),
    ...(ghost === undefined ? {} : { "--ghost-share": share(ghost) }),
    ...personColor(holderColor),
  } as CSSProperties;
}

function personColor(color: string | undefined): CSSProperties {
  return color === undefined ? {} : ({ "--person-color": color } as CSSProperties);
}
