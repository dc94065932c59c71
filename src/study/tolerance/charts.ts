// What a report draws of tolerances: a table of how far limits hold, then of each object how many parts are left as the range
// grows, and which pictures break first.

import { rateLimitsText } from "../../metrics/decisions/limits.ts";
import { pauroc } from "../../metrics/pauroc.ts";
import type { Chart, ChartCell, CurvePoint } from "../../results/chart.ts";
import type {
  ObjectTolerance,
  ToleranceData,
  TolerancePoint,
  ToleranceShift,
} from "../../results/tolerance.ts";

/** Pictures that a table lists. */
const MOST_LISTED = 15;

export function toleranceCharts(data: ToleranceData): Chart[] {
  return [rangesTable(data), ...data.objects.flatMap((own) => [...curvesOf(own), ...breakingTable(own)])];
}

function rangesTable({ objects, limits }: ToleranceData): Chart {
  const isBoth = objects.some(({ shifts }) => shifts.some(({ alone }) => !alone));
  return {
    kind: "table",
    title: `How far each shift goes alone${isBoth ? ", and all together," : ""} within ${rateLimitsText(limits)}`,
    columns: [
      ...[
        "object",
        "shift",
        "to both sides",
        "down to",
        "up to",
        "share of the asked range",
        "searched again",
        "note",
      ].map((label) => ({ label, unit: label.startsWith("share") ? "fraction" : "" })),
    ],
    rows: objects.flatMap(({ object, shifts }) => shifts.map((own) => rangeRow(object, own))),
  };
}

function rangeRow(object: string, own: ToleranceShift): ChartCell[] {
  const { shift, alone, symmetric, low, high, confirmed, reason = "" } = own;
  const again = { true: "held", false: "violated", null: "" }[String(confirmed.inside)] ?? "";
  return [
    ...[object, shift, alone ? symmetric : null, low, high, alone ? null : symmetric],
    ...[again, reason],
  ];
}

/** Shares over the share of the asked range, a line a shift. */
function curvesOf({ object, shifts }: ObjectTolerance): Chart[] {
  const curve = (what: string, of: (point: TolerancePoint) => Omit<CurvePoint, "x"> | null): Chart[] => {
    const series = shifts.flatMap(({ shift, curve: points }) => {
      const drawn = points.flatMap((point) => {
        const value = of(point);
        return value === null ? [] : [{ x: point.factor, ...value }];
      });
      return drawn.length === 0 ? [] : [{ name: shift, points: drawn }];
    });
    if (series.length === 0) return [];
    return [
      {
        kind: "curve",
        title: `${object}: ${what} as the range grows`,
        x: { label: "share of the asked range", unit: "fraction" },
        y: { label: what, unit: "fraction" },
        series,
      },
    ];
  };
  return [
    // The survival curve of defective parts is 1 − escapes.
    ...curve("defective parts that are still rejected", ({ escapes: { k, n } }) =>
      n === 0 ? null : { y: 1 - k / n },
    ),
    ...curve("false rejects", ({ falseRejects: { k, n } }) => (n === 0 ? null : { y: k / n })),
    ...curve(`mean ${pauroc.title} of a picture at its worst`, (point) =>
      point.pauroc === null ? null : { y: point.pauroc },
    ),
  ];
}

/** The pictures whose verdict flips nearest to rest, by the share of the range; those that are wrong at rest flip nowhere. */
function breakingTable({ object, breaking, shifts }: ObjectTolerance): Chart[] {
  const broken = breaking
    .flatMap(({ sample, shift, anomalous, value }) => {
      if (value === null || value === 0) return [];
      const [low, high] = shifts.find((own) => own.shift === shift)?.curve.at(-1)?.range ?? [-1, 1];
      return [{ sample, shift, anomalous, value, share: value / (value < 0 ? low : high) }];
    })
    .toSorted((left, right) => left.share - right.share);
  if (broken.length === 0) return [];
  const shown = broken.slice(0, MOST_LISTED);
  const which =
    shown.length < broken.length ? `the first ${shown.length} of ${broken.length}` : "all that do";
  return [
    {
      kind: "table",
      title: `${object}: where verdicts flip first, ${which}`,
      columns: [
        ...["picture", "label", "shift", "amount"].map((label) => ({ label, unit: "" })),
        { label: "share of the asked range", unit: "fraction" },
      ],
      rows: shown.map(({ sample, anomalous, shift, value, share }) => [
        ...[sample, anomalous ? "defective" : "good", shift, Number(value.toPrecision(4)), share],
      ]),
    },
  ];
}
