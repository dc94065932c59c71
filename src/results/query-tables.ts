// The journal as tables over the shifts of a run: which columns there are, and what of a record goes into them. Its
// questions' results are tables beside them (query-results.ts).

import { type ItemRecord, shiftsOf } from "./record.ts";
import { columnsOfShifts, identifier, type NamedShift, type ShiftColumns } from "./shift-columns.ts";

export type Cell = string | number | boolean | null;
type ColumnType = "VARCHAR" | "DOUBLE" | "INTEGER" | "BOOLEAN";
type Columns = Readonly<Record<string, ColumnType>>;

/** A table over records, or over whatever else it is made of. */
export interface QueryTable<Source = ItemRecord> {
  /** Column → its type, in the order of a row's cells. */
  readonly columns: Columns;
  /** The rows of one. */
  rows(source: Source): Cell[][];
}

const RECORDS: QueryTable = {
  columns: {
    key: "VARCHAR",
    kind: "VARCHAR",
    shifts: "VARCHAR",
    ranges: "VARCHAR",
    criterion: "VARCHAR",
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
    region: "VARCHAR",
    detector: "VARCHAR",
    preset: "VARCHAR",
    map_file: "VARCHAR",
    milliseconds: "DOUBLE",
  },
  rows: (record) => {
    const { key, experiment, object, sample, defect, anomalous, maskVanished, settings } = record;
    const search = experiment.kind === "search" ? experiment : undefined;
    return [
      [
        ...[key, experiment.kind, shiftsOf(experiment).join("+"), rangesText(record)],
        ...[search?.criterion ?? null, search?.strategy ?? null, search?.budget ?? null],
        ...[search?.seed ?? null, object, sample, defect, anomalous, maskVanished],
        ...[settings.className, settings.content, settings.region, settings.detector, settings.preset],
        ...[record.maps?.file ?? null, record.milliseconds],
      ],
    ];
  },
};

/** "theta=-10..10,hue=-3.14159..3.14159": the ranges that were searched. */
function rangesText({ experiment }: ItemRecord): string | null {
  if (experiment.kind !== "search") return null;
  const end = (value: number): string => String(Number(value.toPrecision(6)));
  return Object.entries(experiment.box)
    .map(([shift, range]) => `${shift}=${range.map(end).join("..")}`)
    .join(",");
}

const POINT: Columns = { key: "VARCHAR", number: "INTEGER" };
interface LevelColumns {
  readonly loss: ColumnType;
  readonly pauroc: ColumnType;
}
const LEVEL: LevelColumns = { loss: "DOUBLE", pauroc: "DOUBLE" };
const SCORES = { ...LEVEL, image_score: "DOUBLE", map_change: "DOUBLE", label: "BOOLEAN" } as const;

function pointsTable(shifts: readonly ShiftColumns[]): QueryTable {
  return {
    columns: { ...POINT, ...doubles(shifts.map(({ amount }) => amount)), ...SCORES },
    rows: ({ key, points }) =>
      points.map(({ point, loss, pauroc, imageScore, mapChange = null, label = null }, number) => [
        ...[key, number, ...shifts.map(({ shift }) => point[shift] ?? null)],
        ...[loss, pauroc, imageScore, mapChange, label],
      ]),
  };
}

const COST: Columns = {
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
};

function searchesTable(shifts: readonly ShiftColumns[]): QueryTable {
  return {
    columns: { key: "VARCHAR", ...doubles(shifts.flatMap(({ low, high }) => [low, high])), ...COST },
    rows: ({ key, experiment, search }) =>
      experiment.kind !== "search" || search === undefined
        ? []
        : [
            [
              ...[
                key,
                ...shifts.flatMap(({ shift }): readonly Cell[] => experiment.box[shift] ?? [null, null]),
              ],
              ...[search.evaluations, search.steps, search.units],
              ...[search.zeroGradientShare, search.nonFinite, search.atBorder],
              ...[search.worstByGradient?.pauroc ?? null, search.worstByValue?.pauroc ?? null],
              ...[search.drafts, search.exactForDrafts, search.draftPrecision ?? null],
            ],
          ],
  };
}

const RESTARTS: QueryTable = {
  columns: { key: "VARCHAR", restart: "INTEGER", ...LEVEL },
  rows: ({ key, search }) =>
    (search?.restarts ?? []).map(({ loss, pauroc }, restart) => [key, restart, loss, pauroc]),
};

/** Columns of the views that are in no table. */
const OF_VIEWS = ["original_pauroc", "original_loss", "drop", "original_image_score"];

/** What a record and its sample must share to be compared: one sample may be there under several. */
const SETTINGS = ["object", "sample", "class_name", "content", "region", "detector", "preset"];

/** The tables of a run that names these shifts, and of these the views: name → SELECT. */
export interface QuerySchema {
  readonly tables: Readonly<Record<string, QueryTable>>;
  /** What most questions are about, made of the tables. */
  readonly views: Readonly<Record<string, string>>;
}

/** Names of all tables and views over records, whatever the shifts. */
export const TABLE_NAMES: readonly string[] = [
  ...["records", "points", "searches", "restarts", "samples", "kept", "worst"],
];

/** The tables and views over the shifts of a run, in their order. */
export function querySchema(shifts: readonly NamedShift[]): QuerySchema {
  const fixed = [RECORDS.columns, POINT, SCORES, COST, RESTARTS.columns].flatMap((each) => Object.keys(each));
  const columns = columnsOfShifts(shifts, [...fixed, ...OF_VIEWS]);
  return {
    tables: {
      records: RECORDS,
      points: pointsTable(columns),
      searches: searchesTable(columns),
      restarts: RESTARTS,
    },
    views: viewsOver(columns),
  };
}

/**
 * A folder may hold one sample under other settings (class name, detector, preset, a picture that was replaced): a
 * search stands beside its own unshifted picture.
 */
function viewsOver(shifts: readonly ShiftColumns[]): QuerySchema["views"] {
  const amounts = shifts.map(({ amount }) => `p.${identifier(amount)}`);
  const ends = shifts.flatMap(({ low, high }) => [low, high]).map((end) => `q.${identifier(end)}`);
  const kept = [
    ...["r.key", "number", "r.object", "r.sample", "r.defect", "r.anomalous", "shifts", "ranges"],
    ...["criterion", "strategy", "budget", "seed", "r.class_name", "r.region", "r.detector", "r.preset"],
    ...[...amounts, "p.pauroc", "p.loss", "p.image_score", "p.map_change", "p.label"],
    ...["s.pauroc AS original_pauroc", "s.loss AS original_loss", "s.pauroc - p.pauroc AS drop"],
    ...["s.image_score AS original_image_score", "units"],
    ...ends,
  ];
  const same = SETTINGS.map((column) => `s.${column} IS NOT DISTINCT FROM r.${column}`);
  return {
    samples: `SELECT object, sample, defect, anomalous, mask_vanished, class_name, content, region, detector, preset,
        any_value(pauroc) AS pauroc, any_value(loss) AS loss, any_value(image_score) AS image_score,
        any_value(label) AS label
      FROM records JOIN points USING (key) WHERE shifts = '' GROUP BY ALL`,
    kept: `SELECT ${kept.join(", ")} FROM records r JOIN points p ON p.key = r.key JOIN searches q ON q.key = r.key
      LEFT JOIN samples s ON ${same.join(" AND ")}`,
    worst: "SELECT * EXCLUDE (number) FROM kept WHERE number = 0",
  };
}

function doubles(names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name): [string, ColumnType] => [name, "DOUBLE"]));
}
