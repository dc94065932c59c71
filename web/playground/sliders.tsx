// A slider and a number for every shift, by where in the picture's making it acts. A shift acts as soon as its slider is
// touched, at 0 too; its box says whether it does.

import type { JSX, TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import type { BoxedShift, ShiftBox, ShiftFacts, ShiftPoint } from "../../src/core/shift.ts";
import { snapped, stepOf } from "./steps.ts";

const STAGES: Readonly<Record<ShiftFacts["stage"], string>> = {
  pose: "Pose",
  light: "Light",
  optics: "Optics",
  sensor: "Sensor",
};

export function Sliders({
  point,
  box,
  onChange,
}: {
  readonly point: ShiftPoint;
  readonly box: ShiftBox;
  readonly onChange: (point: ShiftPoint) => void;
}): JSX.Element {
  /** The point with a shift at an amount, in canonical order; without the shift for undefined. */
  const set = (name: string, amount: number | undefined): void => {
    const next: Record<string, number | undefined> = { ...point, [name]: amount };
    const named = box.flatMap(({ facts }): [string, number][] => {
      const value = next[facts.name];
      return value === undefined ? [] : [[facts.name, value]];
    });
    onChange(Object.fromEntries(named));
  };
  const stages = [...new Set(box.map(({ facts }) => facts.stage))];
  return (
    <div class="sliders">
      {stages.map((stage) => (
        <fieldset key={stage}>
          <legend>{STAGES[stage]}</legend>
          {box
            .filter(({ facts }) => facts.stage === stage)
            .map((boxed) => (
              <Slider
                key={boxed.facts.name}
                boxed={boxed}
                amount={point[boxed.facts.name]}
                onAmount={(amount) => set(boxed.facts.name, amount)}
              />
            ))}
        </fieldset>
      ))}
    </div>
  );
}

function Slider({
  boxed,
  amount,
  onAmount,
}: {
  readonly boxed: BoxedShift;
  /** Undefined where the shift does not act. */
  readonly amount: number | undefined;
  readonly onAmount: (amount: number | undefined) => void;
}): JSX.Element {
  const { facts, range } = boxed;
  const { name, symbol, title, unit, sign, decimals, cause, positive } = facts;
  const value = amount ?? 0;
  const set = (text: string, snaps: boolean): void => {
    const given = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(given)) onAmount(snapped(given, boxed, snaps));
  };
  const ends = { min: range[0], max: range[1] };
  // What is being typed stays, whatever arrives meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div class="slider">
      <input
        type="checkbox"
        aria-label={`${symbol} acts`}
        title="in the graph, at 0 too"
        checked={amount !== undefined}
        onChange={(event) => onAmount(event.currentTarget.checked ? value : undefined)}
      />
      <label
        for={`slide-${name}`}
        title={positive === undefined ? cause : `${cause} Positive is ${positive}.`}
      >
        {symbol} <span class="soft">{title}</span>
      </label>
      <input
        {...ends}
        // A range would round to its steps; the number beside it takes any value.
        step="any"
        id={`slide-${name}`}
        type="range"
        value={value}
        aria-valuetext={`${value.toFixed(decimals)} ${unit}`}
        onInput={(event) => set(event.currentTarget.value, true)}
        onKeyDown={(event) => stepByKey(event, value, stepOf(boxed), (next) => set(next, false))}
      />
      <input
        {...ends}
        id={`number-${name}`}
        type="number"
        step="any"
        value={typed ?? Number(value.toFixed(decimals + 2))}
        aria-label={`${symbol}, ${title}${unit === "" ? "" : `, in ${unit}`}`}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onChange={(event) => {
          setTyped(null);
          set(event.currentTarget.value, false);
        }}
        onBlur={() => setTyped(null)}
      />
      <span class="unit soft">{sign.trim()}</span>
    </div>
  );
}

function stepByKey(
  event: TargetedKeyboardEvent<HTMLInputElement>,
  value: number,
  step: number,
  set: (text: string) => void,
): void {
  const many = event.shiftKey || event.key.startsWith("Page") ? 10 : 1;
  const up = ["ArrowUp", "ArrowRight", "PageUp"].includes(event.key);
  const down = ["ArrowDown", "ArrowLeft", "PageDown"].includes(event.key);
  if (!up && !down) return;
  event.preventDefault();
  set(String(Number((value + (up ? 1 : -1) * many * step).toFixed(6))));
}
