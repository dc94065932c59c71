// Loss or pAUROC over one shift alone.

import type { JSX } from "preact";
import type { Level } from "../../src/core/objective.ts";
import type { Shift, ShiftPoint, ShiftRanges } from "../../src/core/shift.ts";
import type { LandscapeCell } from "../../src/explore/landscape.ts";
import { SHIFT_LABELS } from "../../src/explore/protocol.ts";
import { percent, plain } from "../../src/report/format.ts";
import type { Metric } from "./plane.tsx";
import { ticksOf } from "./scale.ts";

const WIDTH = 300;
const HEIGHT = 150;
const MARGIN = { left: 52, top: 10, right: 24, bottom: 24 };

export function Curve({
  shift,
  ranges,
  plan,
  levels,
  metric,
  onOpen,
}: {
  readonly shift: Shift;
  readonly ranges: ShiftRanges;
  readonly plan: readonly LandscapeCell[];
  readonly levels: readonly Level[];
  readonly metric: Metric;
  readonly onOpen: (point: ShiftPoint) => void;
}): JSX.Element {
  const [low, high] = ranges[shift];
  const values = plan
    .slice(0, levels.length)
    .flatMap(({ point, column }, index) => {
      const value = levels[index]?.[metric] ?? null;
      return value === null ? [] : [{ point, column, value }];
    })
    .toSorted((left, right) => left.column - right.column);
  const least = Math.min(...values.map(({ value }) => value));
  const most = Math.max(...values.map(({ value }) => value));
  const across = (value: number): number => MARGIN.left + ((value - low) / (high - low)) * WIDTH;
  const down = (value: number): number =>
    MARGIN.top + HEIGHT - (most > least ? (value - least) / (most - least) : 0.5) * HEIGHT;
  const path = values
    .map(({ point, value }, index) => `${index === 0 ? "M" : "L"}${across(point[shift])} ${down(value)}`)
    .join("");
  const worst = values.reduce<(typeof values)[number] | null>((found, each) => {
    if (found === null) return each;
    return (metric === "loss" ? each.value > found.value : each.value < found.value) ? each : found;
  }, null);
  const text = (value: number): string => (metric === "loss" ? plain(value, 3) : `${percent(value)}%`);
  const { symbol, name } = SHIFT_LABELS[shift];
  const said =
    worst === null ? "nothing computed yet" : `worst ${text(worst.value)} at ${plain(worst.point[shift], 2)}`;
  return (
    <figure class="curve">
      <figcaption>{`${symbol} ${name}: ${said}`}</figcaption>
      {worst !== null && (
        <svg
          viewBox={`0 0 ${MARGIN.left + WIDTH + MARGIN.right} ${MARGIN.top + HEIGHT + MARGIN.bottom}`}
          role="img"
          aria-label={`${metric === "loss" ? "Loss" : "pAUROC"} over ${name}: ${said}`}
        >
          <rect x={MARGIN.left} y={MARGIN.top} width={WIDTH} height={HEIGHT} class="ground" />
          <g class="axes">
            {ticksOf([low, high]).map(({ value, text: label }) => (
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
          <circle class="worst" cx={across(worst.point[shift])} cy={down(worst.value)} r={4.5} />
        </svg>
      )}
      {worst !== null && (
        <button type="button" onClick={() => onOpen(worst.point)}>
          {`Open at ${symbol} ${plain(worst.point[shift], 2)}`}
        </button>
      )}
    </figure>
  );
}
