"use client";

import { memo, useMemo, useState } from "react";
import { HistoryLane } from "./HistoryLane";
import { HistoryTable } from "./HistoryTable";
import { LANES, type ParamName } from "./lanes";
import { nextSelected } from "./navigate";
import { Readout } from "./Readout";
import { type Change, changesWithin, keyOf, nearestChange, spanAt, stepsOf } from "./steps";
import { TimeAxis } from "./TimeAxis";
import { useNow } from "./useNow";
import "../picture/tokens.css";
import "./history.css";

export interface PlotUser {
  readonly name: string;
  readonly color: string;
}

export interface HistoryPlotProps {
  readonly changes: readonly Change[];
  /** The values before the first of the changes. */
  readonly initial: Readonly<Record<ParamName, number>>;
  readonly users: ReadonlyMap<string, PlotUser>;
  /** Milliseconds since 1970; without it the plot looks at the clock itself, once a second. */
  readonly now?: number | undefined;
  readonly windowMinutes?: number;
}

/** Each parameter over the last minutes: a lane of steps in the colour of who moved it. */
export const HistoryPlot = memo(function HistoryPlot({
  changes,
  initial,
  users,
  now,
  windowMinutes = 5,
}: HistoryPlotProps) {
  const at = useNow(now);
  const span = useMemo(() => spanAt(at, changes, windowMinutes), [at, changes, windowMinutes]);
  const inView = useMemo(() => changesWithin(changes, span), [changes, span]);
  const [selectedKey, setSelectedKey] = useState<string>();
  const selected = inView.find((change) => keyOf(change) === selectedKey);

  const select = (change: Change | null | undefined): void =>
    setSelectedKey(change ? keyOf(change) : undefined);
  const clear = (): void => select(null);

  return (
    <div className="history">
      <div className="history-head">
        <h2 className="history-title">The last {windowMinutes} minutes</h2>
        {inView.length === 0 && (
          <p className="history-empty">Nobody has moved a parameter in this time.</p>
        )}
      </div>
      <section
        className="history-plot"
        aria-label="Plot of the parameters; the arrow keys go through the changes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys go through the changes.
        tabIndex={0}
        onBlur={clear}
        onPointerLeave={clear}
        onKeyDown={(event) => {
          const next = nextSelected(event.key, inView, selected);
          if (next === undefined) return;
          event.preventDefault();
          select(next);
        }}
      >
        {LANES.map((lane) => (
          <HistoryLane
            key={lane.param}
            lane={lane}
            steps={stepsOf(lane, changes, initial[lane.param], span)}
            users={users}
            selected={selected?.param === lane.param ? selected : undefined}
            onPoint={(share) => select(nearestChange(inView, lane.param, span, share))}
          />
        ))}
        <TimeAxis windowMinutes={windowMinutes} />
        <Readout change={selected} users={users} span={span} />
      </section>
      <HistoryTable changes={inView} users={users} span={span} />
    </div>
  );
});
