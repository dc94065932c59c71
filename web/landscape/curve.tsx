// A reading over one shift alone.

import type { JSX } from "preact";
import type { Level } from "../../src/core/objective.ts";
import type { BoxedShift, ShiftPoint } from "../../src/core/shift.ts";
import { shownAmount } from "../../src/core/shift-amount.ts";
import type { LandscapeCell } from "../../src/explore/landscape.ts";
import { type Reading, readingText } from "../../src/explore/readings.ts";
import { ticksOf } from "./scale.ts";

const WIDTH = 300;
const HEIGHT = 150;
const MARGIN = { left: 52, top: 10, right: 24, bottom: 24 };

export function Curve({
  boxed,
  plan,
  levels,
  reading,
  anomalous,
  onOpen,
}: {
  readonly boxed: BoxedShift;
  readonly plan: readonly LandscapeCell[];
  readonly levels: readonly Level[];
  readonly reading: Reading;
  /** The sample's label, which a reading's worse side may depend on. */
  readonly anomalous: boolean;
  readonly onOpen: (point: ShiftPoint) => void;
}): JSX.Element {
  const { facts, range } = boxed;
  const [low, high] = range;
  const values = plan
    .slice(0, levels.length)
    .flatMap(({ point, column }, index) => {
      const level = levels[index];
      const value = level === undefined ? null : reading.of(level);
      const isCandidate = level?.outOfView !== true;
      return value === null ? [] : [{ point, column, value, isCandidate, amount: point[facts.name] ?? 0 }];
    })
    .toSorted((left, right) => left.column - right.column);
  const least = Math.min(...values.map(({ value }) => value));
  const most = Math.max(...values.map(({ value }) => value));
  const across = (value: number): number => MARGIN.left + ((value - low) / (high - low)) * WIDTH;
  const down = (value: number): number =>
    MARGIN.top + HEIGHT - (most > least ? (value - least) / (most - least) : 0.5) * HEIGHT;
  const path = values
    .map(({ amount, value }, index) => `${index === 0 ? "M" : "L"}${across(amount)} ${down(value)}`)
    .join("");
  const rises = reading.risesWithHarm(anomalous);
  const worst = values.reduce<(typeof values)[number] | null>((found, each) => {
    if (!each.isCandidate) return found;
    if (found === null) return each;
    return (rises ? each.value > found.value : each.value < found.value) ? each : found;
  }, null);
  const text = (value: number): string => readingText(reading, value);
  const { symbol, title } = facts;
  const said =
    worst === null
      ? "nothing computed yet"
      : `worst ${text(worst.value)} at ${shownAmount(facts, worst.amount)}`;
  return (
    <figure class="curve">
      <figcaption>{`${symbol} ${title}: ${said}`}</figcaption>
      {worst !== null && (
        <svg
          viewBox={`0 0 ${MARGIN.left + WIDTH + MARGIN.right} ${MARGIN.top + HEIGHT + MARGIN.bottom}`}
          role="img"
          aria-label={`${reading.title} over ${title}: ${said}`}
        >
          <rect x={MARGIN.left} y={MARGIN.top} width={WIDTH} height={HEIGHT} class="ground" />
          <g class="axes">
            {ticksOf(boxed).map(({ value, text: label }) => (
              <text key={label} x={across(value)} y={MARGIN.top + HEIGHT + 17} text-anchor="middle">
                {label}
              </text>
            ))}
            {values.length > 1 &&
              [least, most].map((value) => (
                <text key={value} x={MARGIN.left - 6} y={down(value) + 4} text-anchor="end">
                  {text(value)}
                </text>
              ))}
          </g>
          <path d={path} class="line" />
          <circle class="worst" cx={across(worst.amount)} cy={down(worst.value)} r={4.5} />
        </svg>
      )}
      {worst !== null && (
        <button type="button" onClick={() => onOpen(worst.point)}>
          {`Open at ${symbol} ${shownAmount(facts, worst.amount)}`}
        </button>
      )}
    </figure>
  );
}
