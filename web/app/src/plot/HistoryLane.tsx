import type { PointerEvent } from "react";
import type { PlotUser } from "./HistoryPlot";
import { formatValue, type Lane } from "./lanes";
import { type Change, levelOf, PLOT_UNITS, type Run, runsOf, type Step } from "./steps";
import { nameOf } from "./users";

interface HistoryLaneProps {
  readonly lane: Lane;
  readonly steps: readonly Step[];
  readonly users: ReadonlyMap<string, PlotUser>;
  readonly selected: Change | undefined;
  readonly onPoint: (share: number) => void;
}

/** A name needs this share of the width to be read; without it the readout has to do. */
const ROOM_FOR_NAME = 0.07;

/** And this share on a phone, where the style sheet decides. */
const ROOM_ON_A_PHONE = 0.25;

/**
 * One parameter's lane. The drawing stretches with its box and its strokes do not, so that nothing
 * has to be measured.
 */
export function HistoryLane({ lane, steps, users, selected, onPoint }: HistoryLaneProps) {
  const runs = runsOf(steps);
  const marked = selected && steps.find(({ change }) => change === selected);
  const point = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    if (width > 0) onPoint((event.clientX - left) / width);
  };
  return (
    <div className="history-lane" data-param={lane.param} aria-hidden="true">
      <span className="history-symbol" title={lane.name}>
        {lane.symbol}
      </span>
      <span className="history-range">
        <span>{lane.max.toFixed(2)}</span>
        <span>{lane.min.toFixed(2)}</span>
      </span>
      <div className="history-track" onPointerMove={point} onPointerDown={point}>
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${PLOT_UNITS} ${PLOT_UNITS}`}
          preserveAspectRatio="none"
        >
          {runs.map((run) => (
            <path
              key={`${run.userId ?? ""}${run.from}`}
              className="history-run"
              d={run.path}
              data-nobody={run.userId === undefined || undefined}
              style={{ stroke: users.get(run.userId ?? "")?.color }}
            />
          ))}
        </svg>
        <LastName run={runs.at(-1)} users={users} />
        {marked && (
          <span
            className="history-mark"
            style={{
              insetInlineStart: percent(marked.from),
              insetBlockStart: percent(levelOf(lane, marked.value)),
              borderColor: users.get(selected.userId ?? "")?.color,
            }}
            title={formatValue(lane, marked.value)}
          />
        )}
      </div>
    </div>
  );
}

/** Whose the line at the right is, in words, where there is room; on the line's freer side. */
function LastName({
  run,
  users,
}: { readonly run: Run | undefined } & Pick<HistoryLaneProps, "users">) {
  if (run?.userId === undefined || run.to - run.from < ROOM_FOR_NAME) return null;
  return (
    <span
      className="history-name"
      data-room={run.to - run.from < ROOM_ON_A_PHONE ? "little" : "enough"}
      data-side={run.level < 0.5 ? "below" : "above"}
      style={{
        insetInlineStart: percent(run.from),
        insetBlockStart: percent(run.level),
      }}
    >
      {nameOf(users, run.userId)}
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
