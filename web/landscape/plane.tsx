// A plane of shifts as a heat map that fills in, with a search's trajectory on it. Every cell can be reached by
// keyboard, and opens in the playground.

import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useState } from "preact/hooks";
import type { Level } from "../../src/core/objective.ts";
import type { BoxedShift, Range, ShiftFacts, ShiftPoint } from "../../src/core/shift.ts";
import { pointWords, unitShown } from "../../src/explore/amounts.ts";
import type { LandscapeCell } from "../../src/explore/landscape.ts";
import { levelText, type Reading, readingText } from "../../src/explore/readings.ts";
import { colourOf } from "../../src/report/overlay.ts";
import { stopsOf } from "../playground/colour-maps.ts";
import { type Scale, ticksOf } from "./scale.ts";
import { type Track, Trajectory } from "./trajectory.tsx";

const SIDE = 440;
const MARGIN = { left: 58, top: 12, right: 14, bottom: 46 };

export interface PlaneProps {
  readonly axes: readonly [BoxedShift, BoxedShift];
  /** All shifts: a point may name others than the axes'. */
  readonly shifts: readonly ShiftFacts[];
  readonly count: number;
  readonly plan: readonly LandscapeCell[];
  readonly levels: readonly Level[];
  readonly reading: Reading;
  /** The sample's label, which a reading's worse side may depend on. */
  readonly anomalous: boolean;
  readonly tracks: readonly Track[];
  readonly best: ShiftPoint | null;
  readonly onOpen: (point: ShiftPoint) => void;
}

export function Plane(props: PlaneProps): JSX.Element {
  const { axes, shifts, count, plan, levels, reading, anomalous, tracks, best, onOpen } = props;
  const [cursor, setCursor] = useState<readonly [number, number]>([(count - 1) / 2, (count - 1) / 2]);
  const cell = SIDE / count;
  const scaleOf = (axis: 0 | 1): Scale => {
    const [low, high] = axes[axis].range;
    // Values stand at the middle of their cells.
    const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
    return axis === 0
      ? (value) => MARGIN.left + cell / 2 + share(value) * (SIDE - cell)
      : (value) => MARGIN.top + SIDE - cell / 2 - share(value) * (SIDE - cell);
  };
  const across = scaleOf(0);
  const down = scaleOf(1);
  const shades: Shades = {
    reading,
    range: rangeOfReading(levels, reading),
    rises: reading.risesWithHarm(anomalous),
  };
  const known = nearestLevel(plan, levels, cursor);
  const move = (event: TargetedKeyboardEvent<HTMLButtonElement>): void => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = moves[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = (index: number, by: number): number => Math.min(count - 1, Math.max(0, index + by));
    setCursor([at(cursor[0], step[0]), at(cursor[1], step[1])]);
  };
  const under = (event: TargetedPointerEvent<HTMLButtonElement>): readonly [number, number] | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const unit = (SIDE + MARGIN.left + MARGIN.right) / box.width;
    const column = Math.floor(((event.clientX - box.left) * unit - MARGIN.left) / cell);
    const row = count - 1 - Math.floor(((event.clientY - box.top) * unit - MARGIN.top) / cell);
    return column >= 0 && row >= 0 && column < count && row < count ? [column, row] : null;
  };
  const [first, second] = axes;
  const what = reading.title;
  return (
    <figure class="plane">
      <div class="stack">
        <svg
          viewBox={`0 0 ${SIDE + MARGIN.left + MARGIN.right} ${SIDE + MARGIN.top + MARGIN.bottom}`}
          role="img"
          aria-label={`${what} over ${first.facts.title} and ${second.facts.title}`}
        >
          <rect x={MARGIN.left} y={MARGIN.top} width={SIDE} height={SIDE} class="ground" />
          {plan.slice(0, levels.length).map(({ column, row, span }, index) => (
            <Cell
              key={`${column} ${row}`}
              {...cellBox(column, row, span, count, cell)}
              fill={fillOf(levels[index], shades)}
            />
          ))}
          <Axes axes={axes} across={across} down={down} />
          <Trajectory {...{ tracks, best, across, down }} axes={[first.facts.name, second.facts.name]} />
          <rect
            class="cursor"
            x={MARGIN.left + cursor[0] * cell}
            y={MARGIN.top + (count - 1 - cursor[1]) * cell}
            width={cell}
            height={cell}
          />
        </svg>
        <button
          type="button"
          class="pad"
          aria-label={`${what} point by point: arrow keys move, Enter opens the point in the playground`}
          onKeyDown={move}
          onPointerMove={(event) => {
            const at = under(event);
            if (at !== null) setCursor(at);
          }}
          onClick={() => {
            if (known !== null) onOpen(known.cell.point);
          }}
        />
      </div>
      <figcaption aria-live="polite">
        {known === null
          ? "Nothing computed here yet."
          : `${pointWords(known.cell.point, shifts)}: ${levelText(known.level)}`}
      </figcaption>
      {levels.length > 0 && <Legend {...shades} />}
    </figure>
  );
}

interface CellProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
}

function Cell({ x, y, width, height, fill }: CellProps): JSX.Element {
  return <rect x={x} y={y} width={width + 0.5} height={height + 0.5} fill={fill} />;
}

/** A coarse cell stands for those around it until they come: it is centred on its own place, within the plane. */
function cellBox(
  column: number,
  row: number,
  span: number,
  count: number,
  cell: number,
): Omit<CellProps, "fill"> {
  const from = (index: number): number => Math.max(0, index - (span - 1) / 2);
  const to = (index: number): number => Math.min(count, index + (span + 1) / 2);
  return {
    x: MARGIN.left + from(column) * cell,
    y: MARGIN.top + (count - to(row)) * cell,
    width: (to(column) - from(column)) * cell,
    height: (to(row) - from(row)) * cell,
  };
}

function Axes({
  axes,
  across,
  down,
}: {
  readonly axes: readonly [BoxedShift, BoxedShift];
  readonly across: Scale;
  readonly down: Scale;
}): JSX.Element {
  const bottom = MARGIN.top + SIDE;
  const title = ({ facts }: BoxedShift): string =>
    unitShown(facts) === "" ? facts.symbol : `${facts.symbol} (${unitShown(facts)})`;
  return (
    <g class="axes">
      {ticksOf(axes[0]).map(({ value, text }) => (
        <text key={text} x={across(value)} y={bottom + 18} text-anchor="middle">
          {text}
        </text>
      ))}
      {ticksOf(axes[1]).map(({ value, text }) => (
        <text key={text} x={MARGIN.left - 8} y={down(value) + 4} text-anchor="end">
          {text}
        </text>
      ))}
      <text x={MARGIN.left + SIDE / 2} y={bottom + 38} text-anchor="middle">
        {title(axes[0])}
      </text>
      <text transform={`translate(14 ${MARGIN.top + SIDE / 2}) rotate(-90)`} text-anchor="middle">
        {title(axes[1])}
      </text>
    </g>
  );
}

/** How values become colours. */
interface Shades {
  readonly reading: Reading;
  readonly range: Range;
  /** True where more is worse for the detector. */
  readonly rises: boolean;
}

function Legend({ reading, range: [low, high], rises }: Shades): JSX.Element {
  const text = (value: number): string => readingText(reading, value);
  const [left, right] = rises ? [low, high] : [high, low];
  return (
    <p class="legend">
      <span>{text(left)}</span>
      <svg
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        role="img"
        aria-label="dark to bright: better to worse"
      >
        {Array.from({ length: 50 }, (_, index) => index).map((index) => (
          <rect key={index} x={2 * index} y={0} width={2.2} height={8} fill={heat(index / 49)} />
        ))}
      </svg>
      <span>{`${text(right)} (worse)`}</span>
    </p>
  );
}

function nearestLevel(
  plan: readonly LandscapeCell[],
  levels: readonly Level[],
  [column, row]: readonly [number, number],
): { readonly cell: LandscapeCell; readonly level: Level } | null {
  for (let index = Math.min(plan.length, levels.length) - 1; index >= 0; index--) {
    const [cell, level] = [plan[index], levels[index]];
    if (cell === undefined || level === undefined) continue;
    const reach = cell.span / 2;
    if (Math.abs(cell.column - column) <= reach && Math.abs(cell.row - row) <= reach) return { cell, level };
  }
  return null;
}

function rangeOfReading(levels: readonly Level[], reading: Reading): Range {
  const values = levels.flatMap((level) => reading.of(level) ?? []);
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

/** Bright is bad for the detector, whatever is read. */
function fillOf(level: Level | undefined, { reading, range: [low, high], rises }: Shades): string {
  const value = level === undefined ? null : reading.of(level);
  if (value === null) return "none";
  const share = high > low ? (value - low) / (high - low) : 0;
  return heat(rises ? share : 1 - share);
}

function heat(share: number): string {
  return `rgb(${colourOf(share, stopsOf("inferno")).map(Math.round).join(" ")})`;
}
