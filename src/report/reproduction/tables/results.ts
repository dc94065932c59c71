// Table 1: original and three-dimensional lower bound per backbone, data set and set of objects, the published value
// and the difference beside each of ours.

import type { Reproduction, StudyEntry } from "../../../results/reproduction.ts";
import type { MetricSet, RunSummary } from "../../../results/schema.ts";
import { counted } from "../../format.ts";
import { titleWithRanges } from "../../ranges.ts";
import { RANGES_COLUMN } from "../../tables/rows.ts";
import type { Cell, Column, Table } from "../../tables/table.ts";
import { ALL_SHIFTS, datasetName, rangesOf } from "../names.ts";
import { methodNotes } from "../notes.ts";
import {
  meanOver,
  PUBLISHED_OBJECTS,
  PUBLISHED_RESULTS,
  type PublishedRow,
  VISA_FIGURE_OBJECTS,
} from "../published.ts";

const METRICS = [
  ["pauroc", "pAUROC", "percent", "points"],
  ["aupro", "AUPRO", "percent", "points"],
  ["f1max", "F1-max", "percent", "points"],
  ["loss", "loss", "number", "signed"],
] as const;

const COLUMNS: readonly Column[] = [
  { label: "backbone", key: "backbone", unit: "text" },
  { label: "data set", key: "dataset", unit: "text" },
  { label: "objects", key: "objects", unit: "text" },
  { label: "at", key: "at", unit: "text" },
  ...METRICS.flatMap(([key, group, unit, difference]): Column[] => {
    const digits = unit === "number" ? { digits: 3 } : key === "f1max" ? { digits: 2 } : { digits: 1 };
    const suffix = unit === "percent" ? "_percent" : "";
    return [
      { group, label: "ours", key: `${key}${suffix}`, unit, ...digits },
      { group, label: "published", key: `${key}_published${suffix}`, unit, ...digits },
      {
        group,
        label: "Δ",
        key: `${key}_difference${unit === "percent" ? "_points" : ""}`,
        unit: difference,
        ...digits,
      },
    ];
  }),
  RANGES_COLUMN,
];

/** Table 1; the paper's numbers stand beside its own backbones over its own objects only. */
export function resultsTable(reproduction: Reproduction): Table {
  const ranges = rangesOf(reproduction);
  const eight = reproduction.studies.some((study) => objectSets(study).length > 1);
  return {
    name: "table-1",
    title: titleWithRanges("Original and lower bound, every sample at its own worst θ + δh + δs", ranges),
    ranges,
    columns: COLUMNS,
    rows: reproduction.studies.flatMap((study) => {
      const best = reproduction.best.find(
        ({ dataset, model }) => dataset === study.dataset && model === study.model,
      );
      return objectSets(study).flatMap((set) =>
        rowsOf(study, set, best?.summary).map((row) => [...row, row[3] === "original" ? "" : ranges]),
      );
    }),
    grouped: true,
    summaryRows: 0,
    notes: [
      ...methodNotes(reproduction),
      ...(eight
        ? ["VisA's eight objects of the figures are taken to be those with a corner error below 0.027."]
        : []),
    ],
  };
}

interface ObjectSet {
  readonly label: string;
  readonly objects: readonly string[];
  readonly published: PublishedRow | null;
}

function objectSets({ dataset, model, summary }: StudyEntry): ObjectSet[] {
  const objects = summary.objects.map(({ object }) => object);
  const asPublished = sameNames(objects, PUBLISHED_OBJECTS[dataset] ?? []);
  const whole: ObjectSet = {
    label: asPublished ? `the paper's ${objects.length}` : counted(objects.length, "object"),
    objects,
    published: asPublished ? (PUBLISHED_RESULTS[dataset]?.[model] ?? null) : null,
  };
  if (dataset !== "visa" || !asPublished) return [whole];
  return [whole, { label: "the figures' 8", objects: VISA_FIGURE_OBJECTS, published: null }];
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}

function rowsOf(
  { dataset, model, summary }: StudyEntry,
  { label, objects, published }: ObjectSet,
  best: RunSummary | undefined,
): Cell[][] {
  const own = summary.objects.filter(({ object }) => objects.includes(object));
  const bounds = boundsOf(summary, objects);
  const sets: (readonly [string, readonly MetricSet[], PublishedRow["bound"] | undefined])[] = [
    ["original", own.map(({ original }) => original), published?.original],
    ["lower bound", bounds, published?.bound],
  ];
  // The paper has no such number, so none stands beside it.
  if (best !== undefined) {
    sets.push([`lower bound (${best.provenance.strategy})`, boundsOf(best, objects), undefined]);
  }
  return sets.map(([at, metrics, theirs]) => [
    model,
    datasetName(dataset),
    label,
    at,
    ...METRICS.flatMap(([key]): Cell[] => {
      const value = meanOver(metrics, key);
      const paper = theirs?.[key] ?? null;
      return [value, paper, value === null || paper === null ? null : value - paper];
    }),
  ]);
}

function boundsOf(summary: RunSummary, objects: readonly string[]): MetricSet[] {
  return summary.objects
    .filter(({ object }) => objects.includes(object))
    .flatMap(({ bounds }) => bounds[ALL_SHIFTS] ?? []);
}
