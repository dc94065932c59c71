// Which of the shifts, as boxes to tick.

import type { JSX } from "preact";
import type { ShiftFacts } from "../../src/core/shift.ts";

export function ShiftBoxes({
  shifts,
  chosen,
  onChange,
}: {
  readonly shifts: readonly ShiftFacts[];
  /** Names. */
  readonly chosen: readonly string[];
  /** Called with names in canonical order. */
  readonly onChange: (chosen: string[]) => void;
}): JSX.Element {
  const toggle = (name: string, on: boolean): void =>
    onChange(
      shifts.map((shift) => shift.name).filter((each) => (each === name ? on : chosen.includes(each))),
    );
  return (
    <>
      {shifts.map(({ name, symbol, title }) => (
        <label class="check" key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => toggle(name, event.currentTarget.checked)}
          />
          {`${symbol} ${title}`}
        </label>
      ))}
    </>
  );
}
