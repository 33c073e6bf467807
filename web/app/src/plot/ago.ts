/** How long ago something was, in words: "now", "12 s ago", "3 min 20 s ago". */
export function formatAgo(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds === 0) return "now";
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s ago`;
  return rest === 0 ? `${minutes} min ago` : `${minutes} min ${rest} s ago`;
}
