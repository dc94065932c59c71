// Pictures whose verdicts are known at every amount of a shift: what a scan must find can be counted beforehand.

import type { ShiftPoint } from "../../src/core/shift.ts";
import type { Sample } from "../../src/data/dataset.ts";
import type { Chain } from "../../src/objective/chain.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { original } from "../../src/study/questions/original.ts";
import { defineQuestion, type Planned, type PlanView } from "../../src/study/questions/question.ts";
import { arithmeticChain, memorySample, planContext, runWhole } from "./study.ts";

/** A picture and where its verdict is wrong. */
export interface KnownPart {
  readonly anomalous: boolean;
  readonly wrongAt: (point: ShiftPoint) => boolean;
}

/** Above it a picture is rejected. */
export const THRESHOLD = 0.5;

/** What an answer sees of a finished study. */
export type FinishedView = Pick<PlanView, "samples" | "seed" | "finished" | "record" | "decider">;

/** Runs what a plan asks for of these pictures, through the real runner in an empty folder, and counts the evaluated points by role. */
export async function runKnown(
  folder: string,
  parts: readonly KnownPart[],
  plan: (view: PlanView) => readonly Planned[],
): Promise<{ readonly view: FinishedView; readonly points: ReadonlyMap<string, number> }> {
  const samples = parts.map(({ anomalous }, index) => knownSample(anomalous, index));
  const known = defineQuestion({ ...original, name: "known-parts", plan: (_settings, view) => plan(view) });
  const context = {
    ...planContext(samples),
    asks: [original, known].map((question) => ({ question, settings: { shifts: [] } })),
    operatingPoint: { rule: { kind: "score", image: THRESHOLD, pixel: null } as const },
  };
  const { items, records } = await runWhole(context, folder, {
    openChain: async () => knownChain(parts),
  });
  const keys = new Map(items.map(({ sample, role, key }) => [`${sample.id} ${role}`, key]));
  const finished = (sample: string, role: string): string | undefined => keys.get(`${sample} ${role}`);
  const points = new Map<string, number>();
  for (const { role, key } of items)
    points.set(role, (points.get(role) ?? 0) + (records.get(key)?.points.length ?? 0));
  return {
    view: {
      ...{ samples, seed: context.seed, finished },
      record: (sample, role) => records.get(finished(sample, role) ?? ""),
      decider: () => ({ image: THRESHOLD }),
    },
    points,
  };
}

/** A picture that tells its number by its level. */
function knownSample(anomalous: boolean, index: number): Sample {
  const sample = memorySample("part", anomalous ? "crack" : "good", index);
  return {
    ...sample,
    loadImage: async () => ({ width: 4, height: 4, data: new Float32Array(48).fill(index / 256) }),
  };
}

function knownChain(parts: readonly KnownPart[]): Chain {
  return {
    ...arithmeticChain(),
    objective: async ({ image, anomalous }, criterion = DEFAULT_CRITERION) => {
      const part = parts[Math.round((image.data[0] ?? 0) * 256)];
      return Object.assign(
        async (points: readonly ShiftPoint[], wanted: { readonly map?: boolean } = {}) =>
          points.map((point) => {
            const isRejected = anomalous !== (part?.wrongAt(point) ?? false);
            const map = wanted.map === true ? { map: new Float32Array(16) } : {};
            return { point, loss: 0, pauroc: null, imageScore: isRejected ? 0.9 : 0.1, ...map };
          }),
        { order: CRITERIA.named(criterion).order(anomalous) },
      );
    },
  };
}
