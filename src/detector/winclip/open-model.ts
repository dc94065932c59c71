// MODEL, as users name it, opened and ready: checkpoint, engine, text vectors, detectors.

import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Checkpoint, openCheckpoint } from "../../clip/checkpoint.ts";
import { locateModel } from "../../clip/locate.ts";
import { loadTokenizer, type Tokenizer } from "../../clip/tokenizer.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { Device, Engine, OpenEngine } from "../../graph/session.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { pixelAuroc } from "../../metrics/pixel-auroc.ts";
import { type Detector, openDetector } from "../../objective/chain.ts";
import type { PipelineSpec } from "../../objective/fused.ts";
import { openTextBank } from "./text-bank.ts";

export interface ModelSettings {
  /** A backbone's name, a hub id, a folder, or "demo". */
  readonly model: string;
  /** A file whose vision tower takes the place of the model's. */
  readonly visual?: string | undefined;
  readonly device: Device;
  /** 0 lets the runtime decide. */
  readonly threads: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** By default sessions live in a thread of their own. */
  readonly openEngine?: OpenEngine;
}

export interface OpenModel {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  textVectors(className: string): Promise<Tensor>;
  detector(spec: PipelineSpec): Detector;
  close(): Promise<void>;
}

/** Opens a model; InputError where it is not found, not complete, or the device is missing. */
export async function openModel(settings: ModelSettings): Promise<OpenModel> {
  const located = await locateModel(settings.model, settings.env, settings.cwd);
  const visual = settings.visual === undefined ? undefined : resolve(settings.cwd, settings.visual);
  const checkpoint = await openCheckpoint(located.folder, visual);
  const name = visual === undefined ? located.name : `${located.name} with ${basename(visual)}`;
  const tokenizer = await loadTokenizer();
  const openEngine = settings.openEngine ?? openWorkerEngine;
  const engine = await openEngine({
    device: settings.device,
    threads: settings.threads,
    weightsFolder: checkpoint.folder,
  });
  const textVectors = openTextBank({ checkpoint, engine, tokenizer, cacheFolder: cacheFolder(settings.env) });
  return {
    name,
    checkpoint,
    engine,
    tokenizer,
    textVectors,
    detector: (spec) =>
      openDetector({
        checkpoint,
        engine,
        spec,
        pixelAuroc,
        textVectors,
      }),
    close: () => engine.close(),
  };
}

function cacheFolder(env: ModelSettings["env"]): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "faultline");
}
