import { formatAgo } from "./ago";
import type { PlotUser } from "./HistoryPlot";
import { formatValue, LANES } from "./lanes";
import { type Change, keyOf, type Span } from "./steps";
import { nameOf } from "./users";

/** As many as one listens to; the plot is a look at the last minutes, not the record. */
const ROWS = 10;

interface HistoryTableProps {
  readonly changes: readonly Change[];
  readonly users: ReadonlyMap<string, PlotUser>;
  readonly span: Span;
}

/** The latest changes as a table, newest first, for those who do not see the plot. */
export function HistoryTable({ changes, users, span }: HistoryTableProps) {
  const latest = changes.slice(-ROWS).reverse();
  if (latest.length === 0) return null;
  return (
    // A table keeps to no size that it is given, so what hides it is a box around it.
    <div className="history-table">
      <table>
        <caption>The latest changes, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Value</th>
            <th scope="col">Moved by</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {latest.map((change) => {
            const lane = LANES.find(({ param }) => param === change.param);
            return (
              lane && (
                <tr key={keyOf(change)}>
                  <th scope="row">{lane.name}</th>
                  <td>{formatValue(lane, change.value)}</td>
                  <td>{nameOf(users, change.userId)}</td>
                  <td>{formatAgo(span.to - change.at)}</td>
                </tr>
              )
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
