// A run beside its baseline: what is paired with what, and what the tests say of it.

import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/results/comparison.ts";
import type { PictureVerdict } from "../../src/results/decisions.ts";
import type { PointOutcome, RunSummary, SampleSummary } from "../../src/results/schema.ts";
import { compareRuns } from "../../src/study/compare.ts";
import { pairedInterval } from "../../src/study/compare-values.ts";
import type { ComparedRun } from "../../src/study/compared-run.ts";
import { DECISIONS } from "../metrics/decisions/fixture.ts";
import { GOLDEN_SUMMARY } from "../support/golden-summary.ts";
import { recordOf } from "../support/records.ts";

interface Picture {
  readonly score?: number;
  readonly pauroc?: number | null;
  /** At the worst of the only combination; as at rest unless given. */
  readonly worst?: { readonly score?: number; readonly pauroc?: number | null };
  readonly anomalous?: boolean;
}

const [GOLDEN_OBJECT] = GOLDEN_SUMMARY.objects;

const outcome = ({ score = 0.5, pauroc = null }: Picture): PointOutcome => ({
  ...{ point: {}, loss: 0, pauroc, imageScore: score },
});

/** A run of these objects' pictures, searched over one shift; a verdict each where `rejected` is given. */
function runOf(
  objects: Readonly<Record<string, readonly Picture[]>>,
  {
    verdicts,
    threshold = 0.5,
    ...provenance
  }: {
    readonly verdicts?: readonly PictureVerdict[];
    readonly threshold?: number;
    readonly source?: string;
    readonly criterion?: string;
  } = {},
): ComparedRun {
  const samples = Object.entries(objects).flatMap(([object, pictures]) =>
    pictures.map((picture, at): SampleSummary => {
      const { anomalous = true, worst = {} } = picture;
      return {
        ...{ object, sample: `${object}/${at}.png`, defect: anomalous ? "crack" : "good", anomalous },
        ...{ original: outcome(picture), bounds: {}, objectLevel: {} },
        nested: { theta: { ...outcome({ ...picture, ...worst }), from: "search" } },
      };
    }),
  );
  const { source = "winclip", criterion = "pauroc" } = provenance;
  const data = { kind: "decisions", objects: [decisionsOf(verdicts ?? [], threshold)] };
  const summary = {
    ...GOLDEN_SUMMARY,
    provenance: {
      ...{ ...GOLDEN_SUMMARY.provenance, criterion },
      detector: { ...GOLDEN_SUMMARY.provenance.detector, source },
    },
    ...{ samples, combinations: ["theta"], mean: { ...GOLDEN_SUMMARY.mean, sweeps: [] } },
    objects: Object.keys(objects).map((object) => ({ ...GOLDEN_OBJECT, object })),
    answers: verdicts === undefined ? [] : [{ question: "decided", title: "", charts: [], data }],
  } as unknown as RunSummary;
  return { summary, keys: [], records: new Map() };
}

function decisionsOf(verdicts: readonly PictureVerdict[], image: number): object {
  return {
    ...{ object: "nut", thresholds: { image }, verdicts },
    ...{ typical: { theta: {} }, worst: { theta: {} } },
  };
}

const verdict = (
  part: string,
  anomalous: boolean,
  [atRest, typical, worst]: readonly boolean[],
): PictureVerdict => ({
  ...{ sample: `${part}.png`, part, defect: anomalous ? "crack" : "good", anomalous },
  atRest: atRest ?? anomalous,
  typical: { theta: typical ?? anomalous },
  worst: { theta: worst ?? anomalous },
});

const repeated = <Kind>(count: number, of: (at: number) => Kind): Kind[] =>
  Array.from({ length: count }, (_, at) => of(at));

const rowsOf = ({ values }: Comparison, what: string): unknown[][] =>
  values
    .filter(({ value }) => value === what)
    .map(({ object, at, parts, change, p, adjusted }) => [object, at, parts, change, p, adjusted]);

describe("pictures' own values", () => {
  it("are tested by Wilcoxon's ranks in one family by Holm, as computed elsewhere", () => {
    const { members, adjusted } = DECISIONS.wilcoxon_holm;
    const runs = [0, 1].map((which) =>
      runOf(
        Object.fromEntries(
          members.map(({ name, differences }) => [
            name,
            differences.map((difference) => ({ score: which === 0 ? 1 + difference : 1 })),
          ]),
        ),
      ),
    ) as [ComparedRun, ComparedRun];
    const rows = compareRuns(...runs).values;
    expect(rows.map(({ object, at, value }) => [object, at, value])).toEqual(
      members.map(({ name }) => [name, "at rest", "image score"]),
    );
    for (const [index, { p_two_sided }] of members.entries()) {
      expect(rows[index]?.p).toBeCloseTo(p_two_sided ?? Number.NaN, 12);
      expect(rows[index]?.adjusted).toBeCloseTo(adjusted[index] ?? Number.NaN, 12);
    }
  });

  it("are pAUROC of defective pictures at rest and at the worst found, worse where it falls", () => {
    const lost = (by: number): ComparedRun =>
      runOf({
        nut: [
          ...repeated(12, (at) => ({ pauroc: 0.9, worst: { pauroc: 0.8 - by - at / 1000 } })),
          { anomalous: false },
        ],
      });
    const compared = compareRuns(lost(0.1), lost(0));
    expect(rowsOf(compared, "pAUROC")).toEqual([
      ["nut", "at rest", 12, 0, null, null],
      ["nut", "worst theta", 12, expect.closeTo(-0.1), 2 ** -11, expect.closeTo(2 ** -11)],
    ]);
    expect(compared.regressions).toEqual([
      "nut, worst theta: pAUROC is worse than the baseline's by 10.0 points on average over 12 parts (Holm-adjusted p < 0.001)",
    ]);
    expect(compareRuns(lost(0), lost(0.1)).regressions).toEqual([]);
    const worst = compared.values.find(({ at }) => at === "worst theta");
    expect(worst?.interval?.low).toBeCloseTo(-0.1);
    expect(worst?.interval?.high).toBeCloseTo(-0.1);
  });

  it("are image scores towards the wrong decision: lower of defective parts, higher of good ones", () => {
    const scored = (defective: number, good: number): ComparedRun =>
      runOf(
        {
          nut: [
            ...repeated(6, () => ({ worst: { score: defective } })),
            ...repeated(6, () => ({ anomalous: false, worst: { score: good } })),
          ],
        },
        { criterion: "image-score" },
      );
    const change = (now: ComparedRun): unknown =>
      rowsOf(compareRuns(now, scored(0.4, 0.6)), "image score")
        .at(1)
        ?.slice(0, 4);
    expect(change(scored(0.3, 0.6))).toEqual(["nut", "worst theta", 12, expect.closeTo(-0.05)]);
    expect(change(scored(0.4, 0.7))).toEqual(["nut", "worst theta", 12, expect.closeTo(-0.05)]);
    expect(change(scored(0.5, 0.5))).toEqual(["nut", "worst theta", 12, expect.closeTo(0.1)]);
  });

  it("are scores above each run's own threshold where both have one, the mean of a part's photographs", () => {
    const verdicts = ["a", "a", "b"].map((part, at) => ({
      ...verdict(part, true, [true, true, true]),
      sample: `nut/${at}.png`,
    }));
    const at = (threshold: number, ...scores: number[]): ComparedRun =>
      runOf({ nut: scores.map((score) => ({ score })) }, { verdicts, threshold });
    const compared = compareRuns(at(0.5, 0.6, 0.8, 0.5), at(0.3, 0.6, 0.6, 0.5));
    // By picture −0.2, 0 and −0.2; the first two show one part.
    expect(rowsOf(compared, "image score above its threshold")[0]?.slice(0, 4)).toEqual([
      ...["nut", "at rest", 2, expect.closeTo(-0.15)],
    ]);
  });

  it("take noise of single precision for no change", () => {
    const noisy = (by: number): ComparedRun => runOf({ nut: repeated(10, () => ({ score: 0.7 + by })) });
    expect(rowsOf(compareRuns(noisy(1e-7), noisy(0)), "image score")).toEqual([
      ["nut", "at rest", 10, 0, null, null],
    ]);
  });

  it("of a sweep are each picture's worst value that is in view", () => {
    const swept = (low: number): ComparedRun => {
      const { summary } = runOf({ nut: repeated(2, () => ({ pauroc: 0.9 })) });
      const points = [0, 10, 20].map((value) => ({ value, metrics: { values: {} } }));
      const records = summary.samples.map(({ sample }) =>
        recordOf(`key ${sample}`, {
          ...{ sample, experiment: { kind: "points", points: [{ theta: 0 }, { theta: 10 }, { theta: 20 }] } },
          points: [
            ...[0.9, low].map((pauroc) => ({ point: {}, loss: 0, pauroc, imageScore: 0 })),
            { point: {}, loss: 0, pauroc: 0, imageScore: 0, outOfView: true },
          ],
        }),
      );
      return {
        summary: { ...summary, mean: { ...summary.mean, sweeps: [{ shift: "theta", points }] } },
        keys: records.map(({ key }) => key),
        records: new Map(records.map((record) => [record.key, record])),
      };
    };
    expect(
      rowsOf(compareRuns(swept(0.6), swept(0.8)), "pAUROC")
        .at(-1)
        ?.slice(0, 4),
    ).toEqual([...["nut", "worst of the sweep of theta", 2, expect.closeTo(-0.2)]]);
  });

  it("of detectors from different sources share no scale of scores", () => {
    const { values, limits } = compareRuns(
      runOf({ nut: [{ pauroc: 0.5 }] }, { source: "onnx" }),
      runOf({ nut: [{ pauroc: 0.6 }] }),
    );
    expect(new Set(values.map(({ value }) => value))).toEqual(new Set(["pAUROC"]));
    expect(limits).toContain(
      "Image scores are not compared: detectors of different sources (onnx, winclip) need not score on one scale.",
    );
  });

  it("have an interval of ten parts with a defect or more, the same in every call", () => {
    const pairs = repeated(10, (at) => ({ anomalous: true, change: at }));
    const interval = pairedInterval(pairs, ["a", 1]);
    expect(interval).toEqual(pairedInterval(pairs, ["a", 1]));
    expect(interval?.low).toBeGreaterThan(2);
    expect(interval?.high).toBeLessThan(7);
    expect(pairedInterval(pairs.slice(1), ["a", 1])).toBeNull();
    expect(pairedInterval([...pairs, { anomalous: false, change: 0 }], ["a", 1])).toBeNull();
  });
});

describe("verdicts", () => {
  const objects = { nut: [{}] };
  const wrong = (count: number, of = 9): PictureVerdict[] =>
    repeated(of, (at) => verdict(`d${at}`, true, [at >= count, true, at >= count]));

  it("are tested by McNemar, right against wrong, at rest, typical and at the worst", () => {
    const [now, before] = [wrong(8), repeated(9, (at) => verdict(`d${at}`, true, [at < 8, true, true]))];
    const [own, baseline] = [runOf(objects, { verdicts: now }), runOf(objects, { verdicts: before })];
    const { verdicts, regressions, values } = compareRuns(own, baseline);
    expect(verdicts.map(({ at, parts, worse, better, p }) => [at, parts, worse, better, p])).toEqual([
      ["at rest", 9, 8, 1, expect.closeTo(0.0390625, 12)],
      ["typical theta", 9, 0, 0, 1],
      ["worst theta", 9, 8, 0, expect.closeTo(2 ** -7, 12)],
    ]);
    expect(values.map(({ value }) => value)).toEqual(["image score above its threshold"]);
    expect(regressions).toEqual([
      "nut, worst theta: 8 of 9 parts are decided wrongly that the baseline decided rightly, 0 the other way (Holm-adjusted p = 0.023)",
    ]);
    expect(compareRuns(baseline, own).regressions).toEqual([]);
  });

  it("of good parts are wrong where they are rejected, and of a part where one photograph's is", () => {
    const good = (rejected: boolean): PictureVerdict => verdict("g", false, [rejected, rejected, rejected]);
    const { verdicts } = compareRuns(
      runOf(objects, { verdicts: [good(true), good(false)] }),
      runOf(objects, { verdicts: [good(false), good(false)] }),
    );
    expect(verdicts.map(({ parts, worse, better }) => [parts, worse, better])).toEqual([
      ...repeated(3, () => [1, 1, 0]),
    ]);
  });

  it("are of this run's parts in both: a baseline of single pictures is grouped alike", () => {
    const photographs = (part: string | null, rejected: boolean): PictureVerdict[] =>
      ["a", "b"].map((name) => {
        const own = verdict(name, true, [rejected, rejected, rejected]);
        return part === null ? own : { ...own, part };
      });
    const { verdicts } = compareRuns(
      runOf(objects, { verdicts: photographs("plate", false) }),
      runOf(objects, { verdicts: photographs(null, true) }),
    );
    expect(verdicts.map(({ parts, worse, better }) => [parts, worse, better])).toEqual([
      ...repeated(3, () => [1, 1, 0]),
    ]);
  });

  it("are not compared without an operating point in both, which is said", () => {
    const { verdicts, limits } = compareRuns(runOf(objects), runOf(objects, { verdicts: wrong(1) }));
    expect(verdicts).toEqual([]);
    expect(limits).toEqual(["Verdicts are not compared: this run has no operating point."]);
  });
});
