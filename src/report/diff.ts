// Two runs compared: which settings differ, and how far the numbers moved.

import { canonicalJson } from "../core/digest.ts";
import type { MetricFacts } from "../core/metric-set.ts";
import type { Bounds, MetricSet, RunSummary } from "../results/schema.ts";
import { metricValue, shownMetrics } from "./facts.ts";
import { capitalised, combinationLabel, UNDEFINED } from "./format.ts";
import { ownValues } from "./own-values.ts";
import { rangesOfRun, rangesText, shiftsOfRun, titleWithRanges } from "./ranges.ts";
import type { Cell, Column, Table } from "./tables/table.ts";

export interface ProvenanceDifference {
  readonly field: string;
  readonly left: string;
  readonly right: string;
}

export interface MetricDifference {
  readonly object: string;
  /** "original", or what was searched. */
  readonly at: string;
  /** The same for people: "θ + δh". */
  readonly label: string;
  /** The metric's title. */
  readonly metric: string;
  readonly unit: MetricFacts["unit"];
  readonly left: number | null;
  readonly right: number | null;
}

export interface SampleDifference {
  readonly sample: string;
  readonly combination: string;
  /** The combination for people: "θ + δh". */
  readonly label: string;
  readonly left: number;
  readonly right: number;
}

export interface RunDifference {
  /** True where everything but clocks and folders is the same. */
  readonly identical: boolean;
  /** The ranges of what each searched or swept, in words; one text where they are the same. */
  readonly ranges: string;
  readonly provenance: readonly ProvenanceDifference[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  /** Every number of both runs that differs, the mean last. */
  readonly metrics: readonly MetricDifference[];
  /** The title of what samples are compared by: "pAUROC", or without maps "image score". */
  readonly leading: string;
  /** There only where those are image scores, no fractions. */
  readonly ofScores?: true;
  /** That of the worst found of the samples that moved most, the largest move first. */
  readonly samples: readonly SampleDifference[];
}

const SAMPLES = 10;

/** Compares two finished runs; numbers that are equal are left out. */
export function diffRuns(left: RunSummary, right: RunSummary): RunDifference {
  const provenance = provenanceDifferences(left, right);
  const [ids, otherIds] = [left, right].map(({ samples }) => samples.map(({ sample }) => sample));
  const metrics = metricDifferences(left, right);
  const samples = sampleDifferences(left, right);
  const onlyLeft = (ids ?? []).filter((id) => !(otherIds ?? []).includes(id));
  const onlyRight = (otherIds ?? []).filter((id) => !(ids ?? []).includes(id));
  const identical = canonicalJson(left) === canonicalJson(right);
  const ranges = bothRanges(left, right);
  const { title: leading, unit } = ownValues(left).facts;
  const ofScores = unit === "fraction" ? {} : { ofScores: true as const };
  return { identical, ranges, provenance, onlyLeft, onlyRight, metrics, leading, ...ofScores, samples };
}

/** "turned by up to ±90°", or "left: turned by up to ±90°; right: turned by up to ±10°". */
function bothRanges(left: RunSummary, right: RunSummary): string {
  const [one, other] = [left, right].map((run) => rangesOfRun(run, shiftsOfRun(run)));
  return one === other ? (one ?? "") : `left: ${one}; right: ${other}`;
}

function provenanceDifferences(left: RunSummary, right: RunSummary): ProvenanceDifference[] {
  const [one, other] = [fieldsOf(left), fieldsOf(right)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((field) => {
    const [before, after] = [one.get(field) ?? UNDEFINED, other.get(field) ?? UNDEFINED];
    return before === after ? [] : [{ field, left: before, right: after }];
  });
}

/** The provenance, its ranges only those of the shifts that the run searched or swept, in words. */
function fieldsOf(summary: RunSummary): Map<string, string> {
  const { ranges, ...others } = summary.provenance;
  const shifts = shiftsOfRun(summary).map((shift) => [shift.name, rangesText(ranges, [shift])] as const);
  return flat({ ...others, ranges: Object.fromEntries(shifts) });
}

/** "detector.name" → its value as text; none for what is null. */
function flat(value: object, prefix = ""): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [key, entry] of Object.entries(value) as [string, unknown][]) {
    const name = `${prefix}${key}`;
    if (entry !== null && typeof entry === "object" && !Array.isArray(entry)) {
      for (const [inner, text] of flat(entry, `${name}.`)) fields.set(inner, text);
    } else if (entry !== null) fields.set(name, typeof entry === "string" ? entry : JSON.stringify(entry));
  }
  return fields;
}

type Named = Bounds<MetricSet> & { readonly object: string };

function metricDifferences(left: RunSummary, right: RunSummary): MetricDifference[] {
  const entries = ({ objects, mean }: RunSummary): Named[] => [...objects, { object: "mean", ...mean }];
  const others = entries(right);
  return entries(left).flatMap((one) => {
    const other = others.find(({ object }) => object === one.object);
    if (other === undefined) return [];
    return [...setsOf(one)].flatMap(([at, set]) => {
      const second = setsOf(other).get(at);
      if (second === undefined) return [];
      const label = combinationLabel(at, left.shifts);
      return shownMetrics(left).flatMap((facts) => {
        const [value, other] = [metricValue(set, facts), metricValue(second, facts)];
        if (value === other) return [];
        const { title: metric, unit } = facts;
        return [{ object: one.object, at, label, metric, unit, left: value, right: other }];
      });
    });
  });
}

function setsOf({ original, bounds }: Named): Map<string, MetricSet> {
  return new Map(Object.entries({ original, ...bounds }));
}

function sampleDifferences(left: RunSummary, right: RunSummary): SampleDifference[] {
  const { of, facts } = ownValues(left);
  // What has maps and what has none have nothing in common that a sample is compared by.
  if (ownValues(right).facts.name !== facts.name) return [];
  const others = new Map(right.samples.map((sample) => [sample.sample, sample]));
  return left.samples
    .flatMap(({ sample, bounds }) =>
      Object.entries(bounds).flatMap(([combination, outcome]) => {
        const other = others.get(sample)?.bounds[combination];
        const [first, second] = [of(outcome), other === undefined ? null : of(other)];
        if (first === null || second === null || first === second) return [];
        const label = combinationLabel(combination, left.shifts);
        return [{ sample, combination, label, left: first, right: second }];
      }),
    )
    .toSorted((one, other) => Math.abs(other.right - other.left) - Math.abs(one.right - one.left))
    .slice(0, SAMPLES);
}

function fileName(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function sampleColumns(isFraction: boolean): Column[] {
  const value = (name: string): Column =>
    isFraction
      ? { label: name, key: `${name}_percent`, unit: "percent", digits: 2 }
      : { label: name, key: name, unit: "number", digits: 5 };
  return [
    { label: "sample", key: "sample", unit: "text" },
    { label: "worst over", key: "worst_over", unit: "text" },
    ...[value("left"), value("right")],
    isFraction
      ? { label: "points", key: "points", unit: "points", digits: 2 }
      : { label: "change", key: "change", unit: "signed", digits: 5 },
  ];
}

/** The tables that say it; none for what does not differ. */
export function diffTables({
  ranges,
  provenance,
  metrics,
  leading,
  ofScores,
  samples,
}: RunDifference): Table[] {
  const title = (text: string): string => titleWithRanges(text, ranges);
  const plain = { grouped: false, summaryRows: 0, notes: [] };
  const fractions = metrics.filter(({ unit }) => unit === "fraction");
  const others = metrics.filter(({ unit }) => unit === "number");
  const tables: Table[] = [
    {
      ...{ ...plain, name: "provenance", title: "Different settings" },
      columns: ["field", "left", "right"].map((name) => ({ label: name, key: name, unit: "text" })),
      rows: provenance.map(({ field, left, right }) => [field, left, right]),
    },
    numbers("metrics", title("Metrics, in per cent"), "percent", fractions),
    ...[...new Set(others.map(({ metric }) => metric))].map((name) => {
      const own = others.filter(({ metric }) => metric === name);
      return numbers(fileName(name), title(capitalised(name)), "number", own);
    }),
    {
      ...{
        ...plain,
        name: "samples",
        title: title(`Worst found ${leading} of the samples that moved most`),
      },
      columns: sampleColumns(ofScores !== true),
      rows: samples.map(({ sample, label, left, right }) => [sample, label, left, right, right - left]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function numbers(
  name: string,
  title: string,
  unit: "percent" | "number",
  differences: readonly MetricDifference[],
): Table {
  const digits = unit === "percent" ? 2 : 5;
  return {
    ...{ name, title, grouped: true, summaryRows: 0, notes: [] },
    columns: [
      { label: "object", key: "object", unit: "text" },
      { label: "at", key: "at", unit: "text" },
      { label: "metric", key: "metric", unit: "text" },
      { label: "left", key: "left", unit, digits },
      { label: "right", key: "right", unit, digits },
      { label: "change", key: "change", unit: unit === "percent" ? "points" : "signed", digits },
    ],
    rows: differences.map(({ object, label, metric, left, right }): Cell[] => [
      object,
      label,
      metric,
      left,
      right,
      left === null || right === null ? null : right - left,
    ]),
  };
}
