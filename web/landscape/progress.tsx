// How far long work is.

import type { JSX } from "preact";

/** Evaluations done and planned, also to screen readers. */
export function Progress({
  label,
  done,
  planned,
  running,
}: {
  readonly label: string;
  readonly done: number;
  readonly planned: number;
  readonly running: boolean;
}): JSX.Element {
  return (
    <p class="progress">
      <progress aria-label={`${label}: evaluations done`} max={planned} value={done} />
      <span class="soft">{`${done} of ${planned}${running ? "…" : ""}`}</span>
    </p>
  );
}
