// A detector opened for the benchmark, and a data seed's pictures of an object as plans and items take them.

import {
  type Chain,
  DEFAULT_CRITERION,
  DEFAULT_DETECTOR,
  // Detectors come from the build: an ONNX file's process runs built code alone.
  openChain,
  openDetector,
  type PreparedSample,
  pixelAuroc,
  prepareSample,
} from "faultline";
import { givingAs, type Objective } from "../../src/core/objective.ts";
import type { StudiedSample } from "../../src/study/plan.ts";
import { cachedObjective, evaluationFile } from "../search/evaluation-cache.ts";
import { anomalousPictures } from "../search/pictures.ts";
import type { DataPlan } from "./types.ts";

/** One thread, so that two processes share two cores fairly. */
export async function openedChain(model: string): Promise<Chain> {
  const named = model.endsWith(".onnx")
    ? { source: "onnx", options: { file: model } }
    : { source: DEFAULT_DETECTOR, options: { model } };
  const detector = await openDetector({
    ...named,
    ...{ aspect: "squash", device: "cpu", threads: 1, env: process.env, cwd: process.cwd() },
  });
  return openChain({ detector, preset: "paper", pixelAuroc });
}

/** The object's pictures, with what their results depend on. */
export async function studiedPictures(
  chain: Chain,
  { object, perObject, dataSeed }: DataPlan,
): Promise<StudiedSample[]> {
  const pictures = await anomalousPictures(perObject, dataSeed);
  const own = pictures.filter(({ sample }) => sample.object === object);
  return Promise.all(
    own.map(async ({ sample, className }) => ({
      ...{ sample, className, region: null },
      content: await sample.digest(),
      detector: await chain.digestOf(object, className),
    })),
  );
}

export interface OpenedPicture {
  readonly prepared: PreparedSample;
  /** The chain whose objective of this picture takes numbers from the disk where it can. */
  readonly chain: Chain;
  /** Every evaluation anew. */
  readonly direct: Objective;
}

/** `around`: what its objective is wrapped in. */
export async function openedPicture(
  chain: Chain,
  { sample, className, detector: digest }: StudiedSample,
  { evaluations, dataSeed }: { readonly evaluations: string; readonly dataSeed: number },
  around: (objective: Objective) => Objective = (objective) => objective,
): Promise<OpenedPicture> {
  const { id, object, anomalous } = sample;
  const prepared = await prepareSample(sample, chain.sizes);
  const { image, mask } = prepared;
  const direct = await chain.objective({ image, mask, object, className, anomalous }, DEFAULT_CRITERION);
  const cached = cachedObjective(direct, evaluationFile(evaluations, { digest, dataSeed, id }));
  const objective = around(givingAs(direct, withoutMaps(cached)));
  return { prepared, direct, chain: { ...chain, objective: async () => objective } };
}

/** Plans read numbers alone: an empty map stands for each that is asked for. */
function withoutMaps(objective: Objective): Objective {
  const empty = new Float32Array(0);
  return async (points, { map = false, ...wanted } = {}) => {
    const evaluations = await objective(points, wanted);
    return map ? evaluations.map((evaluation) => ({ ...evaluation, map: empty })) : evaluations;
  };
}
