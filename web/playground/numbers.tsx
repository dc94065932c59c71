// What the detector says of this picture at this shift, and how far that is from what it said without one.

import type { JSX } from "preact";
import type { MetricFacts, MetricSet } from "../../src/core/metric-set.ts";
import type { EvaluationView } from "../../src/explore/protocol.ts";
import { DRAWN_READINGS, decisionText, type Reading, readingText } from "../../src/explore/readings.ts";
import { points, signed, UNDEFINED } from "../../src/report/format.ts";

interface Row extends Pick<MetricFacts, "title" | "unit" | "decimals"> {
  readonly now: number | null;
  readonly before: number | null;
  /** True where the detector got worse by more than a twentieth. */
  readonly bad: boolean;
  /** True as long as it is not known at this shift. */
  readonly pending?: boolean;
}

/** Share by which a metric must get worse to be marked. */
const MARKED = 0.05;

export function Numbers({
  now,
  original,
  facts,
  measured,
  metrics,
  masked,
}: {
  readonly now: EvaluationView;
  readonly original: EvaluationView;
  /** Of all metrics. */
  readonly facts: readonly MetricFacts[];
  /** At this shift; null as long as they are not known. */
  readonly measured: MetricSet | null;
  /** Unshifted. */
  readonly metrics: MetricSet;
  /** False where no pixel is anomalous. */
  readonly masked: boolean;
}): JSX.Element {
  const further = furtherOf(facts, metrics, now);
  const said = [...footnotes(now, masked), ...saidOf(further, measured ?? metrics, masked)];
  const rows: readonly Row[] = [
    ...readingsOf(original).map((reading) => ({
      ...{ title: reading.title, unit: reading.unit, decimals: reading.decimals },
      ...valuesOf(reading.of(now), reading.of(original), reading.unit === "fraction" ? "higher" : null),
    })),
    ...further.map(({ name, title, unit, decimals, better }) => ({
      ...{ title, unit, decimals, pending: measured === null },
      ...valuesOf(
        measured?.values[name] ?? null,
        metrics.values[name] ?? null,
        unit === "fraction" ? better : null,
      ),
    })),
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
              {row.pending === true ? "…" : textOf(row, row.now)}
            </td>
            <td>{textOf(row, row.before)}</td>
            <td>{row.pending === true ? "…" : changeOf(row)}</td>
          </tr>
        ))}
        {decisionText(now) !== null && (
          <tr>
            <th scope="row">Decision</th>
            <td class={now.label === original.label ? undefined : "bad"} data-number="Decision">
              {decisionText(now)}
            </td>
            <td>{decisionText(original) ?? UNDEFINED}</td>
            <td>{now.label === original.label ? "" : "changed"}</td>
          </tr>
        )}
      </tbody>
      {said.length > 0 && (
        <tfoot>
          {said.map((line) => (
            <tr key={line}>
              <td class="soft" colSpan={4}>
                {line}
              </td>
            </tr>
          ))}
        </tfoot>
      )}
    </table>
  );
}

/** What is read off every evaluation; without maps, image scores alone. */
function readingsOf(original: EvaluationView): readonly Reading[] {
  return original.map === null ? DRAWN_READINGS.filter((one) => one.of(original) !== null) : DRAWN_READINGS;
}

/** The metrics that main tables show, but for those that are read off every evaluation; without maps those of one picture. */
function furtherOf(
  facts: readonly MetricFacts[],
  { values }: MetricSet,
  { map }: EvaluationView,
): MetricFacts[] {
  const read = DRAWN_READINGS.map(({ title }) => title.toLowerCase());
  return facts.filter(
    ({ shown, title, name }) =>
      shown && !read.includes(title.toLowerCase()) && (map !== null || (values[name] ?? null) !== null),
  );
}

/** What one must know of all numbers. */
function footnotes({ outOfView, map }: EvaluationView, masked: boolean): string[] {
  if (outOfView === true && masked)
    return ["Less than half of a defect is in the frame: no search takes this for a worst case."];
  if (map === null)
    return ["The detector gives image scores alone: what compares maps with a mask is undefined."];
  return masked
    ? []
    : ["No pixel is marked anomalous: what compares pixels is undefined, and the loss is the map's mean."];
}

/** Why a metric has no value where the footnotes do not say it, and what is noted of one that has. */
function saidOf(
  facts: readonly MetricFacts[],
  { values, reasons = {}, notes = {} }: MetricSet,
  masked: boolean,
): string[] {
  return facts.flatMap(({ name, title }) => {
    const why = values[name] === null && masked ? reasons[name] : notes[name];
    return why === undefined ? [] : [`${title}: ${why}.`];
  });
}

function valuesOf(
  now: number | null,
  before: number | null,
  better: MetricFacts["better"] | null,
): Pick<Row, "now" | "before" | "bad"> {
  const rise = now === null || before === null ? 0 : now - before;
  const worse = better === "higher" ? -rise : rise;
  return { now, before, bad: better !== null && worse > MARKED };
}

function textOf(facts: Row, value: number | null): string {
  return value === null ? UNDEFINED : readingText(facts, value);
}

function changeOf({ unit, decimals, now, before }: Row): string {
  if (unit === "fraction") return points(before, now);
  return now === null || before === null ? UNDEFINED : signed(now - before, decimals);
}
