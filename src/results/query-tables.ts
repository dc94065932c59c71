// The journal as tables: which columns there are, and what of a record goes into them.

import type { ItemRecord } from "./record.ts";

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
    strategy: "VARCHAR",
    budget: "INTEGER",
    seed: "DOUBLE",
    object: "VARCHAR",
    sample: "VARCHAR",
    defect: "VARCHAR",
    anomalous: "BOOLEAN",
    mask_vanished: "BOOLEAN",
    map_file: "VARCHAR",
    milliseconds: "DOUBLE",
  },
  rows: ({ key, experiment, object, sample, defect, anomalous, maskVanished, maps, milliseconds }) => {
    const search = experiment.kind === "bound" ? experiment : undefined;
    const swept = experiment.kind === "sweep" ? experiment.shift : null;
    return [
      [
        ...[key, experiment.kind, search?.over.join("+") ?? swept],
        ...[search?.strategy ?? null, search?.budget ?? null, search?.seed ?? null],
        ...[object, sample, defect, anomalous, maskVanished, maps.file, milliseconds],
      ],
    ];
  },
};

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
  rows: ({ key, search }) =>
    search === undefined
      ? []
      : [
          [
            ...[key, search.evaluations, search.steps, search.units],
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

/** What most questions are about, made of the tables: name → SELECT. */
export const QUERY_VIEWS: Readonly<Record<string, string>> = {
  samples: `SELECT object, sample, defect, anomalous, mask_vanished, pauroc, loss, image_score
    FROM records JOIN points USING (key) WHERE experiment = 'original'`,
  worst: `SELECT object, sample, defect, anomalous, shifts, strategy, budget, theta_degrees, hue_radians, saturation,
      p.pauroc, p.loss, s.pauroc AS original_pauroc, s.pauroc - p.pauroc AS drop, units
    FROM records JOIN points p USING (key) JOIN searches USING (key)
      LEFT JOIN (SELECT object, sample, any_value(pauroc) AS pauroc FROM samples GROUP BY ALL) s USING (object, sample)
    WHERE experiment = 'bound'`,
};
