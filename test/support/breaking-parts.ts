// Pictures whose verdicts are known at every amount of a shift: what a scan must find can be counted beforehand.

import type { BoxedShift, ShiftPoint } from "../../src/core/shift.ts";
import type { Sample } from "../../src/data/dataset.ts";
import type { Chain } from "../../src/objective/chain.ts";
import { CRITERIA, DEFAULT_CRITERION } from "../../src/objective/criteria/registry.ts";
import { original } from "../../src/study/questions/original.ts";
import { defineQuestion, type Planned, type PlanView } from "../../src/study/questions/question.ts";
import type { Judged } from "../../src/study/tolerance/scan-ask.ts";
import { arithmeticChain, memorySample, planContext, runWhole } from "./study.ts";

/** A picture and where its verdict is wrong. */
export interface KnownPart {
  readonly anomalous: boolean;
  readonly wrongAt: (point: ShiftPoint) => boolean;
  /** Its pAUROC; none unless given. */
  readonly paurocAt?: (point: ShiftPoint) => number;
  /** Where its defect is not in the picture; nowhere unless given. */
  readonly isLostAt?: (point: ShiftPoint) => boolean;
}

/** Above it a picture is rejected. */
export const THRESHOLD = 0.5;

/** What an answer sees of a finished study. */
export type FinishedView = Pick<PlanView, "samples" | "seed" | "finished" | "record" | "decider">;

export interface JudgedRun {
  readonly view: FinishedView;
  /** Evaluated points by role. */
  readonly points: ReadonlyMap<string, number>;
}

/** Runs what a plan asks for of these pictures, through the real runner in an empty folder. */
export async function runKnown(
  folder: string,
  parts: readonly KnownPart[],
  plan: (view: PlanView) => readonly Planned[],
): Promise<JudgedRun> {
  const samples = parts.map(({ anomalous }, index) => knownSample(anomalous, index));
  return runJudged(folder, { samples, openChain: async () => knownChain(parts), threshold: THRESHOLD }, plan);
}

export interface JudgedPictures {
  readonly samples: readonly Sample[];
  readonly openChain: () => Promise<Chain>;
  /** Above it a picture is rejected. */
  readonly threshold: number;
}

/** The same of any pictures, judged by any detector at a threshold. */
export async function runJudged(
  folder: string,
  { samples, openChain, threshold }: JudgedPictures,
  plan: (view: PlanView) => readonly Planned[],
): Promise<JudgedRun> {
  const judged = defineQuestion({ ...original, name: "judged", plan: (_settings, view) => plan(view) });
  const context = {
    ...planContext(samples),
    asks: [original, judged].map((question) => ({ question, settings: { shifts: [] } })),
    operatingPoint: { rule: { kind: "score", image: threshold, pixel: null } as const },
  };
  const { items, records } = await runWhole(context, folder, { openChain });
  const keys = new Map(items.map(({ sample, role, key }) => [`${sample.id} ${role}`, key]));
  const finished = (sample: string, role: string): string | undefined => keys.get(`${sample} ${role}`);
  const points = new Map<string, number>();
  for (const { role, key } of items)
    points.set(role, (points.get(role) ?? 0) + (records.get(key)?.points.length ?? 0));
  return {
    view: {
      ...{ samples, seed: context.seed, finished },
      record: (sample, role) => records.get(finished(sample, role) ?? ""),
      decider: () => ({ image: threshold }),
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
            const seen = part?.isLostAt?.(point) === true ? { outOfView: true as const } : {};
            const pauroc = part?.paurocAt?.(point) ?? null;
            return { point, loss: 0, pauroc, imageScore: isRejected ? 0.9 : 0.1, ...map, ...seen };
          }),
        { order: CRITERIA.named(criterion).order(anomalous) },
      );
    },
  };
}

/** The amounts of the published grid, in the order of a range. */
export function gridOf([low, high]: readonly [number, number]): readonly number[] {
  return [
    ...Array.from({ length: 90 }, (_, step) => (low * (90 - step)) / 90),
    ...Array.from({ length: 91 }, (_, step) => (high * step) / 90),
  ];
}

/** How many fail: what is judged, and each picture by itself. */
export interface FailureKs {
  readonly escapes: number;
  readonly falseRejects: number;
  readonly perPicture: { readonly escapes: number; readonly falseRejects: number };
}

/** Every picture at every amount of the published grid of 181 within a range scaled by a factor. */
export function bruteForce(
  parts: readonly KnownPart[],
  { facts, range }: BoxedShift,
  factor: number,
): FailureKs {
  const [low, high] = range.map((end) => end * factor * (1 + 1e-9));
  const amounts = gridOf([range[0], range[1]]).filter(
    (amount) => amount >= (low ?? 0) && amount <= (high ?? 0),
  );
  const wrong = (anomalous: boolean, at: readonly number[]): number =>
    parts.filter(
      (part) => part.anomalous === anomalous && at.some((amount) => part.wrongAt({ [facts.name]: amount })),
    ).length;
  const together = (anomalous: boolean): number =>
    Math.max(...amounts.map((amount) => wrong(anomalous, [amount])));
  const alone = { escapes: wrong(true, amounts), falseRejects: wrong(false, amounts) };
  const judged = facts.scope === "part" ? alone : { escapes: together(true), falseRejects: together(false) };
  return { ...judged, perPicture: alone };
}

/** The same of what a scan found. */
export function failuresOf({ escapes, falseRejects, perPicture }: Judged): FailureKs {
  return {
    ...{ escapes: escapes.k, falseRejects: falseRejects.k },
    perPicture: { escapes: perPicture.escapes.k, falseRejects: perPicture.falseRejects.k },
  };
}
