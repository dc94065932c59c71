// Evaluating without a graph, side by side: the engine shifts the next picture while the detector looks at this one, and
// samples share both. What is computed stays the same to the last bit.

import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "../../src/core/errors.ts";
import type { Objective } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import type { Detector, Scorer } from "../../src/detector/detector.ts";
import type { Engine } from "../../src/graph/session.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { pixelAuroc } from "../../src/metrics/pixel-auroc.ts";
import { type Chain, openChain } from "../../src/objective/chain.ts";
import { inStages } from "../../src/objective/in-stages.ts";
import { toyDetector, toySample } from "../support/toy-detector.ts";

const engine = await openNodeEngine({ device: "cpu", threads: 1 });
afterAll(() => engine.close());

const POINTS: readonly ShiftPoint[] = [0, -40, 12, 75, 3].map((theta) => ({
  theta,
  exposure: theta / 100,
  "translate-x": theta / 1000,
}));

/** The toy without a graph, and what happens around it. */
function watched(judging: (scorer: Scorer["maps"]) => Scorer["maps"], on: Engine = engine): Detector {
  const toy = toyDetector(on, { as: "maps", bounded: false });
  return {
    ...toy,
    prepare: async (request) => {
      const scorer = await toy.prepare(request);
      return { ...scorer, maps: judging(scorer.maps) } as Scorer;
    },
  };
}

function chainOf(detector: Detector, batch = 2): Chain {
  return openChain({ detector, preset: "paper", pixelAuroc, batch });
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("points without a graph", () => {
  it("have the same values to the last bit, whatever the batch they come in", async () => {
    const found = [];
    for (const batch of [1, 2, 5]) {
      const objective = await chainOf(
        watched((maps) => maps),
        batch,
      ).objective(toySample());
      found.push(await objective(POINTS, { map: true }));
    }
    const [alone, inTwos, together] = found;
    expect(inTwos).toEqual(alone);
    expect(together).toEqual(alone);
  });

  it("are shifted while the detector is busy with those before", async () => {
    const happened: string[] = [];
    const telling: Engine = {
      ...engine,
      open: async (model) => {
        const session = await engine.open(model);
        const what = model.outputs[0]?.name ?? "";
        return {
          ...session,
          run: (feeds) => {
            happened.push(what);
            return session.run(feeds);
          },
        };
      },
    };
    const slow = watched(
      (maps) => async (pictures) => {
        happened.push("asked");
        await pause(30);
        happened.push("answered");
        return (await maps?.(pictures)) ?? [];
      },
      telling,
    );
    const objective = await chainOf(slow, 1).objective(toySample());
    await objective(POINTS.slice(0, 1));
    // Graphs are open now.
    happened.length = 0;
    await objective(POINTS.slice(0, 3));
    const shifted = (count: number): number =>
      happened.flatMap((what, at) => (what === "transformed" ? [at] : []))[count - 1] ?? Number.NaN;
    const answered = happened.flatMap((what, at) => (what === "answered" ? [at] : []));
    expect(shifted(2)).toBeLessThan(answered[0] ?? Number.NaN);
    expect(shifted(3)).toBeLessThan(answered[1] ?? Number.NaN);
    expect(happened.indexOf("aligned")).toBeLessThan(answered[1] ?? Number.NaN);
  });

  it("of several samples share an engine and a detector, one call at a time, with the values of each alone", async () => {
    const samples = [toySample(), toySample({ width: 24, height: 24 }, false), { ...toySample(), seed: 7 }];
    const evaluatedBy = async (objectives: readonly Objective[]) =>
      await Promise.all(objectives.map((objective) => objective(POINTS, { map: true })));
    let [running, most] = [0, 0];
    const oneAtATime = watched((maps) => async (pictures) => {
      most = Math.max(most, ++running);
      await pause(3);
      running--;
      return (await maps?.(pictures)) ?? [];
    });
    const shared = chainOf(oneAtATime);
    const objectives = await Promise.all(samples.map((sample) => shared.objective(sample)));
    const together = await evaluatedBy(objectives);
    for (const [index, sample] of samples.entries()) {
      const [alone] = await evaluatedBy([await chainOf(watched((maps) => maps)).objective(sample)]);
      expect(together[index]).toEqual(alone);
    }
    expect(most).toBe(1);
  });

  it("are given up at a detector's first error, and the next ones are evaluated as if nothing had been", async () => {
    let calls = 0;
    const failing = watched((maps) => async (pictures) => {
      if (++calls === 2) throw new InputError("the toy is broken");
      return (await maps?.(pictures)) ?? [];
    });
    const objective = await chainOf(failing).objective(toySample());
    await expect(objective(POINTS)).rejects.toThrow(/^the toy is broken$/);
    expect(await objective(POINTS)).toHaveLength(POINTS.length);
  });
});

describe("three stages", () => {
  it("hold one part each", async () => {
    const inside = { prepare: 0, judge: 0, finish: 0 };
    const stage = (name: keyof typeof inside, milliseconds: number) => async (part: number) => {
      expect(++inside[name]).toBe(1);
      await pause(milliseconds);
      inside[name]--;
      return part;
    };
    const parts = [1, 2, 3, 4, 5, 6];
    const results = await inStages(parts, {
      ...{ prepare: stage("prepare", 1), judge: stage("judge", 3), finish: stage("finish", 6) },
    });
    expect(results).toEqual(parts);
  });
});
