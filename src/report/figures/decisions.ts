// Escapes and false rejects over each swept shift: a figure per shift, a panel per side, a line per object with its
// interval as a band.

import * as Plot from "@observablehq/plot";
import type { ShiftFacts } from "../../core/shift.ts";
import type { Count } from "../../results/decisions.ts";
import type { RunSummary } from "../../results/schema.ts";
import { type Decisions, decisionsIn, SIDE_WORDS, type Side, sidesTitle } from "../decisions.ts";
import { greatestOf, leastOf } from "../extremes.ts";
import { counted, shortened } from "../format.ts";
import { rangesOfRun, titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import { amountLabel } from "./axes.ts";
import { type DrawFigures, FAINT, type Figure, type Lettering, lineStyle, svgOf } from "./figure.ts";
import { spreadLabels } from "./labels.ts";

/** Bands of more objects would cover each other. */
const MOST_BANDS = 3;

const HEIGHT = 320;

/** A figure for each shift that was swept under an operating point. */
export const decisionFigures: DrawFigures = (summary) => {
  const decisions = decisionsIn(summary);
  if (decisions === null) return [];
  return summary.shifts.flatMap((shift) => figureOf(summary, decisions, shift) ?? []);
};

interface Row {
  readonly object: string;
  readonly side: string;
  readonly value: number;
  readonly count: Count;
  /** In per cent. */
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

interface Line {
  readonly object: string;
  readonly style: ReturnType<typeof lineStyle>;
  readonly rows: readonly Row[];
}

function figureOf(summary: RunSummary, decisions: Decisions, shift: ShiftFacts): Figure | null {
  const lines = decisions.objects.map(
    ({ object, sweeps }, index): Line => ({
      ...{ object, style: lineStyle(index) },
      rows: (sweeps.find((sweep) => sweep.shift === shift.name)?.points ?? []).flatMap((point) =>
        decisions.sides.flatMap((side) => rowOf(object, side, point.value, point[side])),
      ),
    }),
  );
  const rows = lines.flatMap((line) => line.rows);
  if (rows.length === 0) return null;
  const sides = decisions.sides.map((side) => SIDE_WORDS[side].title);
  const title = `${sidesTitle(decisions)} over ${shift.symbol}`;
  const ranges = rangesOfRun(summary, [shift]);
  const banded = lines.length <= MOST_BANDS;
  return {
    name: `decisions-${shift.name}`,
    title: titleWithRanges(title, ranges),
    caption: `${title}, every picture at the same value: ${counted(lines.length, "object")}, in per cent of parts, at the threshold frozen before any shift.${banded ? " Bands: exact 95% intervals." : " Intervals: in the numbers of this figure."}`,
    svg: draw(lines, { shift, sides, banded }, { title, ranges }),
    csv: recordsCsv(
      rows.map(({ object, side, value, count: { k, n }, percent, low, high }) => ({
        ...{ object, side, value, k, n, percent, low_percent: low, high_percent: high, ranges },
      })),
    ),
  };
}

function rowOf(object: string, side: Side, value: number, count: Count): Row[] {
  const { k, n, low, high } = count;
  if (low === null || high === null) return [];
  return [
    {
      ...{ object, side: SIDE_WORDS[side].title, value, count },
      ...{ percent: (100 * k) / n, low: 100 * low, high: 100 * high },
    },
  ];
}

interface Axes {
  readonly shift: ShiftFacts;
  readonly sides: readonly string[];
  readonly banded: boolean;
}

function draw(lines: readonly Line[], { shift, sides, banded }: Axes, lettering: Lettering): string {
  const values = lines.flatMap(({ rows }) => rows.map(({ value }) => value));
  const domain = [leastOf(values), greatestOf(values)] as const;
  const channels = { x: "value", fx: "side" };
  return svgOf(
    {
      width: sides.length === 1 ? 560 : 960,
      height: HEIGHT,
      ...{ marginLeft: 44, marginRight: 100, marginTop: 34, marginBottom: 44 },
      fx: { label: null, domain: sides, padding: 0.28 },
      x: { label: amountLabel(shift), domain, ticks: 5 },
      y: { label: "per cent of parts", domain: [0, 100], grid: true },
      marks: [
        Plot.ruleX([0], { stroke: FAINT, strokeWidth: 1, strokeDasharray: "1 3" }),
        ...lines.flatMap(({ rows, style }) =>
          banded
            ? [
                Plot.areaY(rows, {
                  ...channels,
                  y1: "low",
                  y2: "high",
                  fill: style.stroke,
                  fillOpacity: 0.15,
                }),
              ]
            : [],
        ),
        ...lines.map(({ rows, style }) =>
          Plot.line(rows, { ...channels, y: "percent", ...style, strokeWidth: 2 }),
        ),
        ...(lines.length === 1 ? [] : labelMarks(lines, sides, domain)),
      ],
    },
    lettering,
  );
}

/** Each line's name at its end, in its colour, moved apart. */
function labelMarks(
  lines: readonly Line[],
  sides: readonly string[],
  [low, high]: readonly [number, number],
): Plot.Markish[] {
  return sides.flatMap((side) => {
    const ends = lines.flatMap(({ rows, style, object }) => {
      const end = rows.filter((row) => row.side === side).at(-1);
      return end === undefined ? [] : [{ ...end, stroke: style.stroke, text: shortened(object, 12) }];
    });
    const places = spreadLabels(
      ends.map(({ percent }) => percent),
      (13 / (HEIGHT - 78)) * 100,
      [0, 100],
    );
    const labels = ends.map((end, at) => ({
      ...{ ...end, at: places[at] ?? end.percent, to: end.value + 0.05 * (high - low) },
    }));
    return [
      Plot.link(labels, {
        ...{ fx: "side", x1: "value", y1: "percent", x2: "to", y2: "at" },
        ...{ stroke: "stroke", strokeWidth: 0.6 },
      }),
      Plot.text(labels, {
        ...{ fx: "side", x: "to", y: "at", text: "text", textAnchor: "start", dx: 2 },
        ...{ fontSize: 11, fontWeight: 600, fill: "stroke" },
      }),
    ];
  });
}
