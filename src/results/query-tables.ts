// The journal as tables: which columns there are, and what of a record goes into them.

import { SHIFT_NAMES, type Shift } from "../core/shift.ts";
import type { Experiment, ItemRecord } from "./record.ts";

type Cell = string | number | boolean | null;
type ColumnType = "VARCHAR" | "DOUBLE" | "INTEGER" | "BOOLEAN";

export interface QueryTable {
  /** Column → its type, in the order of a row's cells. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** A record's rows. */
  rows(record: ItemRecord): Cell[][];
}

const RECORDS: QueryTable = {
  columns: {
    key: "VARCHAR",
    experiment: "VARCHAR",
    shifts: "VARCHAR",
    ranges: "VARCHAR",
    strategy: "VARCHAR",
    budget: "INTEGER",
    seed: "DOUBLE",
    object: "VARCHAR",
    sample: "VARCHAR",
    defect: "VARCHAR",
    anomalous: "BOOLEAN",
    mask_vanished: "BOOLEAN",
    class_name: "VARCHAR",
    content: "VARCHAR",
    preset: "VARCHAR",
    aspect: "VARCHAR",
    map_file: "VARCHAR",
    milliseconds: "DOUBLE",
  },
  rows: (record) => {
    const { key, experiment, object, sample, defect, anomalous, maskVanished, settings } = record;
    const search = experiment.kind === "bound" ? experiment : undefined;
    return [
      [
        ...[key, experiment.kind, shiftsOf(experiment).join("+") || null, rangesOf(record)],
        ...[search?.strategy ?? null, search?.budget ?? null, search?.seed ?? null],
        ...[object, sample, defect, anomalous, maskVanished],
        ...[settings?.className ?? null, settings?.content ?? null],
        ...[settings?.preset ?? null, settings?.aspect ?? null],
        ...[record.maps.file, record.milliseconds],
      ],
    ];
  },
};

/** The shifts that an experiment changes. */
function shiftsOf(experiment: Experiment): readonly Shift[] {
  if (experiment.kind === "original") return [];
  return experiment.kind === "sweep" ? [experiment.shift] : experiment.over;
}

/** "theta=-10..10,hue=-3.14159..3.14159": the ranges of the shifts that were searched or swept. */
function rangesOf({ experiment, settings }: ItemRecord): string | null {
  if (settings === null || experiment.kind === "original") return null;
  const end = (value: number): string => String(Number(value.toPrecision(6)));
  return shiftsOf(experiment)
    .map((shift) => `${shift}=${settings.ranges[shift].map(end).join("..")}`)
    .join(",");
}

const POINTS: QueryTable = {
  columns: {
    key: "VARCHAR",
    number: "INTEGER",
    theta_degrees: "DOUBLE",
    hue_radians: "DOUBLE",
    saturation: "DOUBLE",
    loss: "DOUBLE",
    pauroc: "DOUBLE",
    image_score: "DOUBLE",
  },
  rows: ({ key, points }) =>
    points.map(({ point, loss, pauroc, imageScore }, number) => [
      ...[key, number, point.theta, point.hue, point.saturation, loss, pauroc, imageScore],
    ]),
};

const SEARCHES: QueryTable = {
  columns: {
    key: "VARCHAR",
    theta_low_degrees: "DOUBLE",
    theta_high_degrees: "DOUBLE",
    hue_low_radians: "DOUBLE",
    hue_high_radians: "DOUBLE",
    saturation_low: "DOUBLE",
    saturation_high: "DOUBLE",
    evaluations: "INTEGER",
    steps: "INTEGER",
    units: "DOUBLE",
    zero_gradient_share: "DOUBLE",
    non_finite: "INTEGER",
    at_border: "BOOLEAN",
    worst_pauroc_by_gradient: "DOUBLE",
    worst_pauroc_by_value: "DOUBLE",
    drafts: "INTEGER",
    exact_for_drafts: "INTEGER",
    draft_precision: "VARCHAR",
  },
  rows: ({ key, experiment, settings, search }) =>
    search === undefined
      ? []
      : [
          [
            key,
            ...SHIFT_NAMES.flatMap((shift): readonly Cell[] =>
              shiftsOf(experiment).includes(shift) ? (settings?.ranges[shift] ?? [null, null]) : [null, null],
            ),
            ...[search.evaluations, search.steps, search.units],
            ...[search.zeroGradientShare, search.nonFinite, search.atBorder],
            ...[search.worstByGradient?.pauroc ?? null, search.worstByValue?.pauroc ?? null],
            ...[search.drafts, search.exactForDrafts, search.draftPrecision ?? null],
          ],
        ],
};

const RESTARTS: QueryTable = {
  columns: { key: "VARCHAR", restart: "INTEGER", pauroc: "DOUBLE", loss: "DOUBLE" },
  rows: ({ key, search }) =>
    (search?.restarts ?? []).map(({ pauroc, loss }, restart) => [key, restart, pauroc, loss]),
};

export const QUERY_TABLES: Readonly<Record<string, QueryTable>> = {
  records: RECORDS,
  points: POINTS,
  searches: SEARCHES,
  restarts: RESTARTS,
};

/**
 * What most questions are about, made of the tables: name → SELECT. A folder may hold one sample under other settings
 * (class name, preset, aspect, a picture that was replaced): a search stands beside its own original.
 */
export const QUERY_VIEWS: Readonly<Record<string, string>> = {
  samples: `SELECT object, sample, defect, anomalous, mask_vanished, class_name, content, preset, aspect,
      any_value(pauroc) AS pauroc, any_value(loss) AS loss, any_value(image_score) AS image_score
    FROM records JOIN points USING (key) WHERE experiment = 'original' GROUP BY ALL`,
  kept: `SELECT key, number, r.object, r.sample, r.defect, r.anomalous, shifts, ranges, strategy, budget, seed,
      r.class_name, r.preset, r.aspect, theta_degrees, hue_radians, saturation, p.pauroc, p.loss,
      s.pauroc AS original_pauroc, s.loss AS original_loss, s.pauroc - p.pauroc AS drop, units,
      theta_low_degrees, theta_high_degrees, hue_low_radians, hue_high_radians, saturation_low, saturation_high
    FROM records r JOIN points p USING (key) JOIN searches USING (key)
      LEFT JOIN samples s ON s.object = r.object AND s.sample = r.sample
        AND s.class_name IS NOT DISTINCT FROM r.class_name AND s.content IS NOT DISTINCT FROM r.content
        AND s.preset IS NOT DISTINCT FROM r.preset AND s.aspect IS NOT DISTINCT FROM r.aspect`,
  worst: "SELECT * EXCLUDE (number) FROM kept WHERE number = 0",
};
