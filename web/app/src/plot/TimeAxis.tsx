/** A mark for each whole minute, read from the right, where it is now. */
export function TimeAxis({ windowMinutes }: { readonly windowMinutes: number }) {
  const step = Math.max(1, Math.ceil(windowMinutes / 5));
  const minutes: number[] = [];
  for (let ago = 0; ago <= windowMinutes; ago += step) minutes.push(ago);
  return (
    <div className="history-axis" aria-hidden="true">
      {minutes.map((ago) => (
        <span
          key={ago}
          data-now={ago === 0 || undefined}
          style={{ insetInlineStart: `${(100 * (1 - ago / windowMinutes)).toFixed(2)}%` }}
        >
          {ago === 0 ? "now" : `−${ago} min`}
        </span>
      ))}
    </div>
  );
}
