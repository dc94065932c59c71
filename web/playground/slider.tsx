// One shift's slider, its number in the unit that it is shown in, and its severities. A shift acts as soon as it is
// touched, at 0 too; its box says whether it does.

import type { JSX, TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import { cameraLength } from "../../src/core/camera-length.ts";
import type { PictureSize } from "../../src/core/image.ts";
import { type BoxedShift, SEVERITIES } from "../../src/core/shift.ts";
import { shownAmount } from "../../src/core/shift-amount.ts";
import { amountOf, numberShown, unitShown } from "../../src/explore/amounts.ts";
import { snapped, stepOf } from "./steps.ts";

export interface SliderProps {
  readonly boxed: BoxedShift;
  /** Undefined where the shift does not act. */
  readonly amount: number | undefined;
  /** The picture as it was given. */
  readonly pictureSize: PictureSize;
  /** Id of what says why it cannot act; null where it can. */
  readonly refusedBy: string | null;
  readonly onAmount: (amount: number | undefined) => void;
}

export function Slider(props: SliderProps): JSX.Element {
  const { boxed, amount, pictureSize, refusedBy, onAmount } = props;
  const { facts, range } = boxed;
  const { name, symbol, title, cause, positive } = facts;
  const value = amount ?? 0;
  const pixels = cameraLength(facts, value, { size: pictureSize });
  const said = pixels === null ? shownAmount(facts, value) : `${shownAmount(facts, value)}, ${pixels}`;
  const set = (given: number, snaps: boolean): void => onAmount(snapped(given, boxed, snaps));
  const refused = { disabled: refusedBy !== null, "aria-describedby": refusedBy ?? undefined };
  return (
    <div class="slider">
      <input
        type="checkbox"
        aria-label={`${symbol} acts`}
        title="in the graph, at 0 too"
        checked={amount !== undefined}
        // What an address names can be taken away, wherever it says nothing.
        disabled={refusedBy !== null && amount === undefined}
        onChange={(event) => onAmount(event.currentTarget.checked ? value : undefined)}
      />
      <label
        for={`slide-${name}`}
        title={positive === undefined ? cause : `${cause} Positive is ${positive}.`}
      >
        {symbol} <span class="soft">{title}</span>
      </label>
      <input
        {...refused}
        min={range[0]}
        max={range[1]}
        // A range would round to its steps; the number beside it takes any value.
        step="any"
        id={`slide-${name}`}
        type="range"
        value={value}
        aria-valuetext={said}
        onInput={(event) => set(event.currentTarget.valueAsNumber, true)}
        onKeyDown={(event) => stepByKey(event, value, stepOf(boxed), (next) => set(next, false))}
      />
      <AmountField {...props} />
      <span class="unit soft">{unitShown(facts)}</span>
      <Severities {...props} />
      {pixels !== null && <span class="camera soft">{pixels}</span>}
    </div>
  );
}

/** The number, in the unit that is shown. */
function AmountField({ boxed, amount = 0, refusedBy, onAmount }: SliderProps): JSX.Element {
  const { facts, range } = boxed;
  const unit = unitShown(facts);
  const ends = range.map((end) => numberShown(facts, end));
  // What is being typed stays, whatever arrives meanwhile.
  const [typed, setTyped] = useState<string | null>(null);
  const take = (text: string): void => {
    const given = text.trim() === "" ? Number.NaN : amountOf(facts, Number(text));
    if (Number.isFinite(given)) onAmount(snapped(given, boxed, false));
  };
  return (
    <input
      id={`number-${facts.name}`}
      type="number"
      disabled={refusedBy !== null}
      min={Math.min(...ends)}
      max={Math.max(...ends)}
      step="any"
      value={typed ?? numberShown(facts, amount)}
      aria-label={`${facts.symbol}, ${facts.title}${unit === "" ? "" : `, in ${unit}`}`}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onChange={(event) => {
        setTyped(null);
        take(event.currentTarget.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** The extents of a line by name; on the side of 0 where the slider stands. */
function Severities({ boxed: { facts, range }, amount, refusedBy, onAmount }: SliderProps): JSX.Element {
  return (
    <span class="severities">
      {SEVERITIES.map((severity) => {
        const [low, high] = facts.severities[severity];
        const end = (amount ?? 0) < 0 && low < 0 ? low : high;
        const said = `${facts.symbol} ${severity}, ${shownAmount(facts, end)}`;
        return (
          <button
            key={severity}
            type="button"
            aria-label={said}
            title={said}
            aria-pressed={amount === end}
            disabled={refusedBy !== null || end < range[0] || end > range[1]}
            onClick={() => onAmount(end)}
          >
            {severity}
          </button>
        );
      })}
    </span>
  );
}

function stepByKey(
  event: TargetedKeyboardEvent<HTMLInputElement>,
  value: number,
  step: number,
  set: (amount: number) => void,
): void {
  const many = event.shiftKey || event.key.startsWith("Page") ? 10 : 1;
  const up = ["ArrowUp", "ArrowRight", "PageUp"].includes(event.key);
  const down = ["ArrowDown", "ArrowLeft", "PageDown"].includes(event.key);
  if (!up && !down) return;
  event.preventDefault();
  set(Number((value + (up ? 1 : -1) * many * step).toFixed(6)));
}
