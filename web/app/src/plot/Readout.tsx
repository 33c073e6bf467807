import { formatAgo } from "./ago";
import type { PlotUser } from "./HistoryPlot";
import { formatValue, LANES } from "./lanes";
import { type Change, type Span, shareOfTime } from "./steps";
import { nameOf } from "./users";

interface ReadoutProps {
  readonly change: Change | undefined;
  readonly users: ReadonlyMap<string, PlotUser>;
  readonly span: Span;
}

/**
 * Value, person and time of the selected change, beside it, and said when it changes. Its place is
 * there without one too: a status that only comes with its text is not announced.
 */
export function Readout({ change, users, span }: ReadoutProps) {
  const row = LANES.findIndex(({ param }) => param === change?.param);
  const lane = LANES[row];
  const share = change === undefined ? 0 : shareOfTime(span, change.at) * 100;
  return (
    <div className="history-readout-place" data-row={row} role="status">
      {change && lane && (
        <p
          className="history-readout"
          // Shifted by as much of its own width as it stands along the plot: never over an edge.
          style={{
            insetInlineStart: `${share.toFixed(2)}%`,
            transform: `translateX(-${share.toFixed(2)}%)`,
          }}
        >
          <span
            className="history-swatch"
            style={{ background: users.get(change.userId ?? "")?.color }}
            aria-hidden="true"
          />
          <b>
            {lane.symbol} {formatValue(lane, change.value)}
          </b>{" "}
          {nameOf(users, change.userId)}, {formatAgo(span.to - change.at)}
        </p>
      )}
    </div>
  );
}
