// A button that copies a text, and says so.

import type { JSX } from "preact";
import { useState } from "preact/hooks";

export function Copied({
  label,
  text,
  of = null,
}: {
  readonly label: string;
  readonly text: () => string;
  /** Whose text it is, for those who hear the page. */
  readonly of?: string | null;
}): JSX.Element {
  const [said, setSaid] = useState<string | null>(null);
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed here"),
    );
    setTimeout(() => setSaid(null), 2000);
  };
  return (
    <button type="button" onClick={copy} aria-live="polite">
      {said ?? label}
      {of !== null && <span class="hidden">{` of ${of}`}</span>}
    </button>
  );
}
