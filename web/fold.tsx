// A part of the page that folds away, and opens by itself when something in it begins to act.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function Fold({
  title,
  note,
  opened,
  acting = 0,
  children,
}: {
  readonly title: string;
  /** Beside the title. */
  readonly note: string;
  /** At first; afterwards whoever reads the page opens and closes it. */
  readonly opened: boolean;
  /** How much of it acts. */
  readonly acting?: number;
  readonly children: ComponentChildren;
}): JSX.Element {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (acting > 0 && details.current !== null) details.current.open = true;
  }, [acting]);
  return (
    <details class="fold" open={opened} ref={details}>
      <summary>
        {title} <span class="soft">{note}</span>
      </summary>
      {children}
    </details>
  );
}
