// MODEL, as users name it, opened and ready: checkpoint, engine, tokenizer, text vectors.

import { basename, resolve } from "node:path";
import { type Checkpoint, openCheckpoint } from "../../clip/checkpoint.ts";
import { locateModel } from "../../clip/locate.ts";
import { loadTokenizer, type Tokenizer } from "../../clip/tokenizer.ts";
import type { Tensor } from "../../core/tensor.ts";
import type { Device, Engine, OpenEngine } from "../../graph/session.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { cacheFolder } from "../cache-folder.ts";
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
  readonly openEngine?: OpenEngine | undefined;
}

export interface OpenModel {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly engine: Engine;
  readonly tokenizer: Tokenizer;
  textVectors(className: string): Promise<Tensor>;
  close(): Promise<void>;
}

/** Opens a model; InputError where it is not found, not complete, or the device is missing. */
export async function openModel(settings: ModelSettings): Promise<OpenModel> {
  const { name, checkpoint } = await findCheckpoint(settings);
  const tokenizer = await loadTokenizer();
  const openEngine = settings.openEngine ?? openWorkerEngine;
  const engine = await openEngine({
    device: settings.device,
    threads: settings.threads,
    weightsFolder: checkpoint.folder,
  });
  const textVectors = openTextBank({ checkpoint, engine, tokenizer, cacheFolder: cacheFolder(settings.env) });
  return { name, checkpoint, engine, tokenizer, textVectors, close: () => engine.close() };
}

/** The checkpoint that settings name, and what people call it; InputError where it is not found or not complete. */
export async function findCheckpoint({
  model,
  visual: tower,
  env,
  cwd,
}: Pick<ModelSettings, "model" | "visual" | "env" | "cwd">): Promise<{
  readonly name: string;
  readonly checkpoint: Checkpoint;
}> {
  const located = await locateModel(model, env, cwd);
  const visual = tower === undefined ? undefined : resolve(cwd, tower);
  const checkpoint = await openCheckpoint(located.folder, visual);
  return {
    name: visual === undefined ? located.name : `${located.name} with ${basename(visual)}`,
    checkpoint,
  };
}
