// Decisions as chart data: counts per object, curves over each sweep, defect types, agreement, the pictures that flip.

import type { ShiftPoint } from "../../core/shift.ts";
import { amountShown, shownAmount, shownUnit } from "../../core/shift-amount.ts";
import { ruleText } from "../../metrics/decisions/rule.ts";
import type { Chart, ChartAxis, ChartCell, CurvePoint } from "../../results/chart.ts";
import type { Count, DecisionCounts, ObjectDecisions, Rate } from "../../results/decisions.ts";
import type { Combination } from "../../results/schema.ts";
import { SHIFTS } from "../../shift/registry.ts";

/** Flips that are shown. */
const SHOWN_FLIPS = 20;

const SIDES: readonly { readonly key: keyof DecisionCounts; readonly title: string }[] = [
  { key: "escapes", title: "escapes" },
  { key: "falseRejects", title: "false rejects" },
];

/** Those that there is anything to draw of. */
export function decisionCharts(objects: readonly ObjectDecisions[]): readonly Chart[] {
  return [
    countsTable(objects),
    ...sweepCurves(objects),
    table(
      "Escapes by defect type",
      ["object", "defect", "shifts", "at rest", "worst found"],
      defectRows(objects),
    ),
    table(
      "Maps: missed defect regions, and mean change of a pixel",
      ["object", "shifts", "missed at rest", "missed at worst", "change under a draw", "change at worst"],
      mapRows(objects),
    ),
    table(
      "Agreement of decisions at rest with those under one random draw a picture (AIAG MSA limits)",
      ["object", "shifts", "kappa", "effectiveness", "miss", "false alarm"],
      agreementRows(objects),
    ),
    table(
      `Decisions that flip, the largest change of the score first (at most ${SHOWN_FLIPS})`,
      ["object", "picture", "defect", "shifts", "score at rest", "score", "at"],
      flipRows(objects),
    ),
  ].filter((chart) => chart.kind !== "table" || chart.rows.length > 0);
}

/** A row per object, side and combination. */
function countsTable(objects: readonly ObjectDecisions[]): Chart {
  const rows = objects.flatMap((object): ChartCell[][] =>
    SIDES.flatMap(({ key, title }) =>
      combinationsOf(object).map((name) => [
        ...[object.object, ruleText(object.thresholds.rule), object.thresholds.image],
        ...[title, name, countText(object.atRest[key])],
        countText(object.typical[name]?.[key]),
        countText(object.common[name]?.[key]),
        countText(object.worst[name]?.[key]),
      ]),
    ),
  );
  return table(
    "Decisions at the operating point: k of n parts with exact 95% intervals",
    [
      "object",
      "rule",
      "threshold",
      "decision",
      "shifts",
      "at rest",
      "typical",
      "worst common",
      "worst found",
    ],
    rows,
  );
}

/** The combinations of an object; without any, what is known at rest has a row all the same. */
function combinationsOf({ worst }: ObjectDecisions): readonly Combination[] {
  const names = Object.keys(worst);
  return names.length === 0 ? ["none"] : names;
}

/** A chart per swept shift, a curve per object and side. */
function sweepCurves(objects: readonly ObjectDecisions[]): Chart[] {
  const shifts = [...new Set(objects.flatMap(({ sweeps }) => sweeps.map(({ shift }) => shift)))];
  return shifts.map((shift) => {
    const facts = SHIFTS.named(shift);
    const series = objects.flatMap(({ object, sweeps }) =>
      SIDES.flatMap(({ key, title }) => {
        const points = sweeps.find((sweep) => sweep.shift === shift)?.points ?? [];
        if (points.every((point) => point[key].n === 0)) return [];
        const drawn = points.map((point) => curvePoint(amountShown(facts, point.value), point[key]));
        return [{ name: `${object}: ${title}`, points: drawn.toSorted((left, right) => left.x - right.x) }];
      }),
    );
    return {
      title: `Escapes and false rejects as ${shift} is swept`,
      kind: "curve",
      x: { label: facts.title, unit: shownUnit(facts).sign.trim() },
      y: { label: "share of parts", unit: "fraction" },
      series,
    };
  });
}

function curvePoint(x: number, { k, n, low, high }: Count): CurvePoint {
  return { x, y: n === 0 ? null : k / n, ...(low === null || high === null ? {} : { low, high }) };
}

function defectRows(objects: readonly ObjectDecisions[]): ChartCell[][] {
  return objects.flatMap((object) =>
    object.defects.flatMap(({ defect, atRest, worst }) =>
      combinationsOf(object).map((name) => [
        ...[object.object, defect, name, countText(atRest), countText(worst[name])],
      ]),
    ),
  );
}

function mapRows(objects: readonly ObjectDecisions[]): ChartCell[][] {
  return objects.flatMap(({ object, missedRegions, mapChange, worst }) =>
    mapChange === null && missedRegions === null
      ? []
      : Object.keys(worst).map((name) => [
          ...[object, name, countText(missedRegions?.atRest), countText(missedRegions?.worst[name])],
          ...[mapChange?.typical[name] ?? null, mapChange?.worst[name] ?? null],
        ]),
  );
}

function agreementRows(objects: readonly ObjectDecisions[]): ChartCell[][] {
  return objects.flatMap(({ object, agreement }) =>
    Object.entries(agreement).map(([name, { kappa, kappaInterval, effectiveness, miss, falseAlarm }]) => [
      ...[object, name],
      kappa === null
        ? null
        : `${kappa.toFixed(2)}${kappaInterval === null ? "" : ` (${kappaInterval.map((end) => end.toFixed(2)).join(" to ")})`}`,
      ...[effectiveness, miss, falseAlarm].map(rateText),
    ]),
  );
}

function flipRows(objects: readonly ObjectDecisions[]): ChartCell[][] {
  return objects
    .flatMap(({ object, flips }) => flips.map((flip) => ({ object, ...flip })))
    .toSorted(
      (left, right) => Math.abs(right.score - right.scoreAtRest) - Math.abs(left.score - left.scoreAtRest),
    )
    .slice(0, SHOWN_FLIPS)
    .map(({ object, sample, defect, combination, scoreAtRest, score, point }) => [
      ...[object, sample, defect, combination, scoreAtRest, score, pointText(point)],
    ]);
}

function table(title: string, labels: readonly string[], rows: readonly (readonly ChartCell[])[]): Chart {
  const columns = labels.map((label): ChartAxis => ({ label, unit: "" }));
  return { title, kind: "table", columns, rows };
}

/** "3 of 24 (2.7 to 32.4%)"; null where nothing was counted. */
function countText(count: Count | undefined): string | null {
  if (count === undefined || count.n === 0) return null;
  const { k, n, low, high } = count;
  if (low === null || high === null) return `${k} of ${n}`;
  return `${k} of ${n} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}%)`;
}

function rateText(rate: Rate | null): string | null {
  return rate === null ? null : `${countText(rate)}, ${rate.verdict}`;
}

function pointText(point: ShiftPoint): string {
  const amounts = Object.entries(point).map(
    ([name, amount]) => `${name} ${shownAmount(SHIFTS.named(name), amount)}`,
  );
  return amounts.length === 0 ? "no shift" : amounts.join(", ");
}
