// Which of the shifts, as boxes to tick, by stage; folded away behind those that are chosen.

import type { JSX } from "preact";
import type { ShiftFacts } from "../../src/core/shift.ts";
import { byStage } from "../../src/explore/amounts.ts";
import { Fold } from "../fold.tsx";

export function ShiftBoxes({
  title,
  shifts,
  chosen,
  isGrey,
  onChange,
}: {
  readonly title: string;
  readonly shifts: readonly ShiftFacts[];
  /** Names. */
  readonly chosen: readonly string[];
  /** True where the picture has no colour to shift. */
  readonly isGrey: boolean;
  /** Called with names in canonical order. */
  readonly onChange: (chosen: string[]) => void;
}): JSX.Element {
  const toggle = (name: string, on: boolean): void =>
    onChange(
      shifts.map((shift) => shift.name).filter((each) => (each === name ? on : chosen.includes(each))),
    );
  const symbols = shifts.filter(({ name }) => chosen.includes(name)).map(({ symbol }) => symbol);
  return (
    <Fold title={title} note={symbols.length === 0 ? "none" : symbols.join(", ")} opened={false}>
      {byStage(shifts, ({ stage }) => stage).map(({ title: stage, shifts: own }) => (
        <fieldset key={stage} class="row choices">
          <legend>{stage}</legend>
          {own.map(({ name, symbol, title: words, needsColour }) => (
            <label class="check" key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                disabled={isGrey && needsColour && !chosen.includes(name)}
                onChange={(event) => toggle(name, event.currentTarget.checked)}
              />
              {`${symbol} ${words}${isGrey && needsColour ? " (the picture is grey)" : ""}`}
            </label>
          ))}
        </fieldset>
      ))}
    </Fold>
  );
}

/** Of some shifts those that act on a picture: none of colour on a grey one. */
export function actingOn(
  names: readonly string[],
  shifts: readonly ShiftFacts[],
  isGrey: boolean,
): readonly string[] {
  const colours = shifts.filter(({ needsColour }) => needsColour).map(({ name }) => name);
  return isGrey ? names.filter((name) => !colours.includes(name)) : names;
}
