// A slider and a number for every shift.

import type { JSX, TargetedKeyboardEvent } from "preact";
import { SHIFT_NAMES, type Shift, type ShiftPoint, type ShiftRanges } from "../../src/core/shift.ts";
import { SHIFT_LABELS } from "../../src/explore/protocol.ts";

const STEPS: Readonly<Record<Shift, number>> = { theta: 0.5, hue: 0.01, saturation: 0.005 };

export function Sliders({
  point,
  ranges,
  onChange,
}: {
  readonly point: ShiftPoint;
  readonly ranges: ShiftRanges;
  readonly onChange: (point: ShiftPoint) => void;
}): JSX.Element {
  const set = (shift: Shift, text: string): void => {
    const [low, high] = ranges[shift];
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value)) onChange({ ...point, [shift]: Math.min(high, Math.max(low, value)) });
  };
  return (
    <fieldset class="sliders">
      <legend>Shift</legend>
      {SHIFT_NAMES.map((shift) => {
        const { symbol, name, unit } = SHIFT_LABELS[shift];
        const [low, high] = ranges[shift];
        const shared = { min: low, max: high, step: STEPS[shift] };
        return (
          <div class="slider" key={shift}>
            <label for={`slide-${shift}`}>
              {symbol} <span class="soft">{name}</span>
            </label>
            <input
              {...shared}
              // A range would round to its steps; the number beside it takes any value.
              step="any"
              id={`slide-${shift}`}
              type="range"
              value={point[shift]}
              aria-valuetext={`${point[shift].toFixed(2)} ${unit}`}
              onInput={(event) => set(shift, rounded(event.currentTarget.value, shift))}
              onKeyDown={(event) => stepByKey(event, shift, point[shift], (value) => set(shift, value))}
            />
            <input
              {...shared}
              id={`number-${shift}`}
              type="number"
              step="any"
              value={Number(point[shift].toFixed(4))}
              aria-label={`${symbol}, ${name}${unit === "" ? "" : `, in ${unit === "°" ? "degrees" : "radians"}`}`}
              onChange={(event) => set(shift, event.currentTarget.value)}
            />
            <span class="unit soft">{unit}</span>
          </div>
        );
      })}
    </fieldset>
  );
}

/** Slides by mouse land on the steps, the ends of the range apart. */
function rounded(text: string, shift: Shift): string {
  const step = STEPS[shift];
  return String(Number((Math.round(Number(text) / step) * step).toFixed(6)));
}

function stepByKey(
  event: TargetedKeyboardEvent<HTMLInputElement>,
  shift: Shift,
  value: number,
  set: (text: string) => void,
): void {
  const many = event.shiftKey || event.key.startsWith("Page") ? 10 : 1;
  const up = ["ArrowUp", "ArrowRight", "PageUp"].includes(event.key);
  const down = ["ArrowDown", "ArrowLeft", "PageDown"].includes(event.key);
  if (!up && !down) return;
  event.preventDefault();
  set(String(Number((value + (up ? 1 : -1) * many * STEPS[shift]).toFixed(6))));
}
