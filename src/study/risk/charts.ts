// What a report draws of risks: a table of all objects, then of each how its values spread over the draws and which
// pictures are wrong most often.

import type { RateLimits } from "../../core/acceptance.ts";
import { rateLimitsText } from "../../metrics/decisions/limits.ts";
import { pauroc } from "../../metrics/pauroc.ts";
import type { Chart } from "../../results/chart.ts";
import type { ObjectRisk, PictureRisk } from "../../results/risk.ts";
import type { DrawValues, RiskProfile } from "./profile.ts";

/** Pictures that have a bar. */
const MOST_BARS = 15;

/** Bins of a histogram at most. */
const MOST_BINS = 20;

interface Spread {
  /** As the data names it. */
  readonly name: string;
  readonly title: string;
  readonly of: (values: DrawValues) => number | null;
  /** Parts that a share is of; null of a value that is no share of parts. */
  readonly parts: (risk: RiskProfile) => number | null;
}

const SPREADS: readonly Spread[] = [
  {
    ...{ name: "escapes", title: "escapes" },
    of: ({ escapes }) => escapes,
    parts: ({ parts }) => parts.escapes,
  },
  {
    ...{ name: "falseRejects", title: "false rejects" },
    of: ({ falseRejects }) => falseRejects,
    parts: ({ parts }) => parts.falseRejects,
  },
  {
    ...{ name: pauroc.name, title: `mean ${pauroc.title} per picture` },
    of: (values) => values.pauroc,
    parts: () => null,
  },
];

export function riskCharts(profiles: readonly RiskProfile[], limits: RateLimits): Chart[] {
  const risks = profiles.map(({ risk }) => risk);
  return [
    valuesTable(risks),
    ...violationsTable(risks, limits),
    ...profiles.flatMap((profile) => [
      ...SPREADS.flatMap((spread) => histogramOf(profile, spread)),
      ...barsOf(profile.risk),
    ]),
  ];
}

function valuesTable(risks: readonly ObjectRisk[]): Chart {
  return {
    kind: "table",
    title: "Over the draws",
    columns: [
      ...["object", "value"].map((label) => ({ label, unit: "" })),
      ...["at rest", "mean", "worst 5%", "worst"].map((label) => ({ label, unit: "fraction" })),
    ],
    rows: risks.flatMap(({ object, values }) =>
      values.map(({ name, atRest, mean, quantile5, worst }) => [
        object,
        SPREADS.find((spread) => spread.name === name)?.title ?? name,
        ...[atRest, mean, quantile5, worst],
      ]),
    ),
  };
}

/** None where no limit is on anything. */
function violationsTable(risks: readonly ObjectRisk[], limits: RateLimits): Chart[] {
  const rows = risks.flatMap(({ object, violating }) =>
    violating === null
      ? []
      : [[object, violating.k, violating.n, violating.k / violating.n, violating.low, violating.high]],
  );
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      title: `Draws at which a limit is violated: ${rateLimitsText(limits)}`,
      columns: [
        ...["object", "violating", "draws"].map((label) => ({ label, unit: "" })),
        ...["share", "95% from", "95% to"].map((label) => ({ label, unit: "fraction" })),
      ],
      rows,
    },
  ];
}

/** None of what has no value, or the same at every draw: the table says it. */
function histogramOf(profile: RiskProfile, { title, of, parts }: Spread): Chart[] {
  const values = profile.values.flatMap((each) => of(each) ?? []);
  if (values.every((value) => value === values[0])) return [];
  const edges = edgesOf(values, parts(profile));
  const counts = edges.slice(1).map(() => 0);
  for (const value of values) {
    const bin = edges.findLastIndex((edge) => edge <= value);
    const at = Math.min(counts.length - 1, Math.max(0, bin));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const { object, draws } = profile.risk;
  return [
    {
      kind: "histogram",
      title: `${object}: ${title} over ${draws} draws`,
      x: { label: title, unit: "fraction" },
      ...{ edges, counts },
    },
  ];
}

/** Shares of parts are steps of 1/n: each bin holds as many of them, and ends halfway to the next. */
function edgesOf(values: readonly number[], parts: number | null): number[] {
  const sorted = values.toSorted((left, right) => left - right);
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 1];
  if (parts === null) {
    const width = (high - low) / MOST_BINS;
    return Array.from({ length: MOST_BINS + 1 }, (_, at) => low + at * width);
  }
  const first = Math.round(low * parts);
  const steps = Math.round(high * parts) - first + 1;
  const stride = Math.ceil(steps / MOST_BINS);
  const bins = Math.ceil(steps / stride);
  return Array.from({ length: bins + 1 }, (_, at) =>
    Math.min(1, Math.max(0, (first + at * stride - 0.5) / parts)),
  );
}

/** The pictures that are wrong at a draw, those most often wrong first; none where none is. */
function barsOf({ object, draws, pictures }: ObjectRisk): Chart[] {
  const wrong = pictures
    .filter(({ violating }) => violating.k > 0)
    .toSorted((left, right) => rateOf(right) - rateOf(left));
  if (wrong.length === 0) return [];
  const shown = wrong.slice(0, MOST_BARS);
  const isTelling = new Set(shown.map(({ sample }) => shortName(sample))).size === shown.length;
  const which = shown.length < wrong.length ? `, the ${shown.length} worst of ${wrong.length}` : "";
  return [
    {
      kind: "bars",
      title: `${object}: how often pictures are wrong over ${draws} draws${which} (exact 95% intervals)`,
      y: { label: "draws with a wrong verdict", unit: "fraction" },
      bars: shown.map((picture) => ({
        ...{ name: isTelling ? shortName(picture.sample) : picture.sample, value: rateOf(picture) },
        ...(picture.violating.low === null ? {} : { low: picture.violating.low }),
        ...(picture.violating.high === null ? {} : { high: picture.violating.high }),
      })),
    },
  ];
}

function rateOf({ violating: { k, n } }: PictureRisk): number {
  return n === 0 ? 0 : k / n;
}

/** "crack/003.png" of a path: what mostly tells an object's pictures apart. */
function shortName(sample: string): string {
  return sample.split("/").slice(-2).join("/");
}
