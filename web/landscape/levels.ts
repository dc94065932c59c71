// Levels that come faster than they can be drawn.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Level } from "../../src/core/objective.ts";

export interface Levels {
  readonly levels: readonly Level[];
  add(levels: readonly Level[]): void;
  clear(): void;
}

/** Levels shown once a frame. */
export function useLevels(): Levels {
  const [levels, setLevels] = useState<readonly Level[]>([]);
  const all = useRef<Level[]>([]);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useMemo(
    () => ({
      levels,
      add: (more: readonly Level[]) => {
        all.current.push(...more);
        cancelAnimationFrame(frame.current);
        frame.current = requestAnimationFrame(() => setLevels([...all.current]));
      },
      clear: () => {
        all.current = [];
        setLevels([]);
      },
    }),
    [levels],
  );
}
