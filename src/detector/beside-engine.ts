// A detector that something outside of this process is, beside an engine of this one for the shifts. Node only.

import type { PictureSize } from "../core/image.ts";
import type { Tensor } from "../core/tensor.ts";
import { openWorkerEngine } from "../graph/session-worker.ts";
import type { ScoredPicture } from "./detector.ts";
import type { DetectorSettings, FramelessDetector } from "./source.ts";
import { answerNumbers } from "./tensor-model/fingerprint.ts";

/** What was opened outside. */
export interface OpenedOutside
  extends Required<Pick<FramelessDetector, "name" | "digest" | "size" | "resampling" | "facts">> {
  /** Null where maps have the size of their pictures, or there are none. */
  readonly mapSize: PictureSize | null;
  /** Pictures per call. */
  readonly batch: number;
  /** Judges pictures [P, 3, H, W] of its size. */
  judge(pictures: Tensor): Promise<readonly ScoredPicture[]>;
  /** Its answers to the probe pictures now. */
  probe(): Promise<readonly ScoredPicture[]>;
  close(): Promise<void>;
}

/** Opens an engine for it and makes a detector of both; where there is no engine, what was opened is closed. */
export async function besideEngine(
  { mapSize, batch, judge, probe, close, ...opened }: OpenedOutside,
  { device, threads, openEngine = openWorkerEngine }: DetectorSettings,
): Promise<FramelessDetector> {
  const engine = await openEngine({ device, threads, yields: true }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const { name, digest, size, resampling, facts } = opened;
  return {
    ...{ name, digest, size, resampling, facts, engine },
    ...(mapSize === null ? {} : { mapSize }),
    probe: async () => answerNumbers(await probe()),
    prepare: async () => ({
      ...{ digest, range: { low: null, high: null }, maps: judge },
      can: { gradient: false, draft: null, batch },
    }),
    close: async () => {
      await close();
      await engine.close();
    },
  };
}
