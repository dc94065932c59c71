// The samples of a run: what each fell to, and the way to its worst point in the playground.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ShiftPoint } from "../../src/core/shift.ts";
import { pointWords } from "../../src/explore/amounts.ts";
import { decisionText } from "../../src/explore/readings.ts";
import type { RunSampleView, RunView } from "../../src/explore/run-view.ts";
import { combinationLabel, percent, plain, points, signed, UNDEFINED } from "../../src/report/format.ts";
import { ownValuesBy } from "../../src/report/own-values.ts";
import type { Combination, PointOutcome } from "../../src/results/schema.ts";

/** Which samples are shown: of one object, or one by its path. */
export interface SampleChoice {
  readonly object: string | null;
  readonly sample: string | null;
}

const SHOWN = 40;
const ORDERS = ["largest drop", "lowest worst", "name"] as const;
type Order = (typeof ORDERS)[number];

export function SamplesTable({
  run,
  choice,
  onChoice,
  onOpen,
}: {
  readonly run: RunView;
  readonly choice: SampleChoice;
  readonly onChoice: (choice: SampleChoice) => void;
  readonly onOpen: (sample: string, point: ShiftPoint) => void;
}): JSX.Element {
  const [combination, setCombination] = useState<Combination | undefined>(run.combinations.at(-1));
  const [by, setBy] = useState<Order>("largest drop");
  const [shown, setShown] = useState(SHOWN);
  const decides = run.samples.some(({ original }) => original.label !== undefined);
  const samples = useMemo(
    () =>
      run.samples
        .filter(
          ({ object, sample }) =>
            (choice.object === null || object === choice.object) &&
            (choice.sample === null || sample === choice.sample),
        )
        .toSorted((left, right) => rank(run, left, by, combination) - rank(run, right, by, combination)),
    [run, choice, by, combination],
  );
  return (
    <section class="run-samples" id="run-samples" aria-labelledby="run-samples-title" tabIndex={-1}>
      <h2 id="run-samples-title">Samples</h2>
      <div class="row">
        <label>
          <span class="soft">object</span>
          <select
            value={choice.object ?? ""}
            onChange={(event) => onChoice({ object: event.currentTarget.value || null, sample: null })}
          >
            <option value="">all</option>
            {run.objects.map((object) => (
              <option key={object}>{object}</option>
            ))}
          </select>
        </label>
        <label>
          <span class="soft">worst over</span>
          <select
            value={combination ?? ""}
            onChange={(event) => setCombination(event.currentTarget.value || undefined)}
          >
            {run.combinations.map((name) => (
              <option key={name} value={name}>
                {combinationLabel(name, run.shifts)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="soft">order</span>
          <select
            value={by}
            onChange={(event) =>
              setBy(ORDERS.find((name) => name === event.currentTarget.value) ?? "largest drop")
            }
          >
            {ORDERS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {choice.sample !== null && (
          <button type="button" onClick={() => onChoice({ object: null, sample: null })}>
            Show all
          </button>
        )}
      </div>
      <div class="scrolls">
        <table>
          <thead>
            <tr>
              <th scope="col" class="text">
                sample
              </th>
              <th scope="col">{run.own.title}</th>
              <th scope="col">worst</th>
              <th scope="col">{run.own.unit === "fraction" ? "points" : "change"}</th>
              {decides && (
                <th scope="col" class="text">
                  decision
                </th>
              )}
              <th scope="col" class="text">
                worst at
              </th>
              <th scope="col">
                <span class="hidden">playground</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {samples.slice(0, shown).map((sample) => {
              const worst = combination === undefined ? undefined : sample.worst[combination];
              const at = (worst ?? sample.original).point;
              const { id } = sample;
              const [from, to, change] = ownCells(run, sample, worst);
              return (
                <tr key={sample.sample}>
                  <td class="text">{sample.sample}</td>
                  <td>{from}</td>
                  <td>{to}</td>
                  <td>{change}</td>
                  {decides && <td class="text">{decisionsText(sample.original, worst)}</td>}
                  <td class="text">{worst === undefined ? "–" : pointWords(worst.point, run.shifts)}</td>
                  <td>
                    {id === null ? (
                      <span class="soft">not in this data set</span>
                    ) : (
                      <button type="button" onClick={() => onOpen(id, at)}>
                        Open<span class="hidden">{` ${sample.sample} at its worst point`}</span>
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="soft" role="status">{`${Math.min(shown, samples.length)} of ${samples.length} shown`}</p>
      {samples.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          Show more
        </button>
      )}
    </section>
  );
}

/** The original, the worst and the change of what samples are compared by, as they are printed. */
function ownCells(
  { own }: RunView,
  sample: RunSampleView,
  worst: PointOutcome | undefined,
): readonly [string, string, string] {
  const { of } = ownValuesBy(own);
  const [from, to] = [of(sample.original), worst === undefined ? null : of(worst)];
  if (own.unit === "fraction") return [percent(from), percent(to), points(from, to)];
  const text = (value: number | null): string => (value === null ? UNDEFINED : plain(value, own.decimals));
  return [text(from), text(to), from === null || to === null ? UNDEFINED : signed(to - from, own.decimals)];
}

/** "rejected → accepted", or what did not change once. */
function decisionsText(original: PointOutcome, worst: PointOutcome | undefined): string {
  const decisions = [original, ...(worst === undefined ? [] : [worst])].flatMap(
    (outcome) => decisionText(outcome) ?? [],
  );
  return [...new Set(decisions)].join(" → ");
}

/** Smaller comes first; without a value of its own last. Runs list their samples by name. */
function rank(
  { own }: RunView,
  sample: RunSampleView,
  by: Order,
  combination: Combination | undefined,
): number {
  if (by === "name") return 0;
  const { of, lost } = ownValuesBy(own);
  const outcome = combination === undefined ? undefined : sample.worst[combination];
  const [from, worst] = [of(sample.original), outcome === undefined ? null : of(outcome)];
  if (worst === null || from === null) return Number.MAX_VALUE;
  return by === "lowest worst" ? worst : -lost(sample, from, worst);
}
