// What the detector says of this picture at this shift, and how far that is from what it said without one.

import type { JSX } from "preact";
import type { MetricFacts } from "../../src/core/metric-set.ts";
import type { EvaluationView } from "../../src/explore/protocol.ts";
import { readingText } from "../../src/explore/readings.ts";
import { points, signed, UNDEFINED } from "../../src/report/format.ts";

interface Row extends Pick<MetricFacts, "title" | "unit" | "decimals"> {
  readonly now: number | null;
  readonly before: number | null;
  /** True where the detector got worse by more than a twentieth. */
  readonly bad: boolean;
}

/** Share by which a metric must get worse to be marked. */
const MARKED = 0.05;

export function Numbers({
  now,
  original,
  metrics,
  masked,
}: {
  readonly now: EvaluationView;
  readonly original: EvaluationView;
  readonly metrics: readonly MetricFacts[];
  /** False where no pixel is anomalous. */
  readonly masked: boolean;
}): JSX.Element {
  const rows: readonly Row[] = [
    ...metrics.filter(({ shown }) => shown).map((facts) => numberOf(facts, now, original)),
    {
      ...{ title: "image score", unit: "number", decimals: 3, bad: false },
      now: now.imageScore,
      before: original.imageScore,
    },
  ];
  return (
    <table class="numbers">
      <caption class="hidden">Numbers at this shift</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">Number</span>
          </th>
          <th scope="col">now</th>
          <th scope="col">unshifted</th>
          <th scope="col">change</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.title}>
            <th scope="row">{row.title}</th>
            <td class={row.bad ? "bad" : undefined} data-number={row.title}>
              {textOf(row, row.now)}
            </td>
            <td>{textOf(row, row.before)}</td>
            <td>{changeOf(row)}</td>
          </tr>
        ))}
      </tbody>
      {!masked && (
        <tfoot>
          <tr>
            <td class="soft" colSpan={4}>
              No pixel is marked anomalous: what compares pixels is undefined, and the loss is the map's mean.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function numberOf(facts: MetricFacts, { metrics: now }: EvaluationView, original: EvaluationView): Row {
  const { name, title, unit, decimals, better } = facts;
  const [value, before] = [now, original.metrics].map(({ values }) => values[name] ?? null);
  const change = value === null || before === null ? 0 : (value ?? 0) - (before ?? 0);
  const bad = unit === "fraction" && (better === "higher" ? -change : change) > MARKED;
  return { title, unit, decimals, now: value ?? null, before: before ?? null, bad };
}

function textOf(facts: Row, value: number | null): string {
  return value === null ? UNDEFINED : readingText(facts, value);
}

function changeOf({ unit, decimals, now, before }: Row): string {
  if (unit === "fraction") return points(before, now);
  return now === null || before === null ? UNDEFINED : signed(now - before, decimals);
}
