// An ONNX file as a detector needs it: read, described, opened in its own process, asked about the probe pictures. Node only.

import { basename, resolve } from "node:path";
import type { PictureSize } from "../../core/image.ts";
import { foreignLimits } from "../../graph/foreign/limits.ts";
import type { Provider } from "../../graph/foreign/messages.ts";
import { openForeign } from "../../graph/foreign/process.ts";
import { type ForeignFile, readForeignModel } from "../../graph/foreign/read-model.ts";
import { withOutputs } from "../../graph/foreign/with-outputs.ts";
import type { DetectorSettings } from "../source.ts";
import { type Description, mergedDescription } from "../tensor-model/description.ts";
import { descriptionBeside } from "../tensor-model/description-file.ts";
import { feedOf } from "../tensor-model/feed.ts";
import { type Border, cropBorder, type Placement, placementOf } from "../tensor-model/placement.ts";
import { probePictures } from "../tensor-model/probe.ts";
import { type Probed, probe } from "../tensor-model/probed.ts";
import { type Settled, settle, understand } from "../tensor-model/understanding.ts";
import { cropOf } from "../tensor-model/unseen-border.ts";
import { type Decision, decisionOf } from "./decision.ts";
import { type FeedSize, feedSize } from "./feed-size.ts";
import { type FinalClip, finalClip } from "./final-clip.ts";
import { GraphWalk } from "./graph-walk.ts";
import { digestOf, type OnnxOptions } from "./options.ts";
import { cachedProbe } from "./probe-cache.ts";
import { type UnclippedModel, unclippedModel } from "./unclipped.ts";

/** A file as it is known before it runs. */
export interface DescribedFile extends ForeignFile {
  /** As errors name it. */
  readonly file: string;
  readonly description: Description;
  /** The YAML that describes it; null where none does. */
  readonly describedBy: string | null;
}

/** An open file, and all that was found out about it. */
export interface OnnxModel {
  readonly model: UnclippedModel;
  readonly described: DescribedFile;
  readonly digest: string;
  readonly settled: Settled;
  readonly fed: FeedSize;
  readonly probed: Probed;
  readonly decision: Decision;
  /** The interval that maps, or scores where there are none, are clipped to by the file itself. */
  readonly clip: readonly [number, number] | null;
  /** Pictures in one run at most. */
  readonly batch: number;
  /** What of a picture it never looks at. */
  readonly crop: Border;
  /** Where maps lie in the picture; null where they show all of it, or there are none. */
  readonly placement: Placement | null;
}

/** Reads a file and what describes it. InputError, one line, for whatever is wrong with either. */
export async function readDescribed({ file, ...flags }: OnnxOptions, cwd: string): Promise<DescribedFile> {
  const path = resolve(cwd, file);
  const read = await readForeignModel(path, file, { sidecars: "beside" });
  const beside = await descriptionBeside(path);
  return {
    ...read,
    file,
    description: mergedDescription(beside?.description ?? {}, flags),
    describedBy: beside === null ? null : basename(beside.path),
  };
}

/** Size of the pictures that a model of any size is probed with. */
export const PROBE_SIZE: PictureSize = { width: 256, height: 256 };

/** Opens a file in a process of its own. `program` is that process's, where it is not the usual one. */
export async function openOnnxModel(
  options: OnnxOptions,
  { env, cwd, threads, signal }: DetectorSettings,
  provider: Provider,
  program?: URL,
): Promise<OnnxModel> {
  const described = await readDescribed(options, cwd);
  const { file, bytes, structure, sidecars, description } = described;
  const walk = new GraphWalk(structure);
  const clips = clipsOf(walk, structure.outputs);
  const befores = [...new Set([...clips.values()].map(({ before }) => before))];
  const foreign = await openForeign(befores.length === 0 ? bytes : withOutputs(bytes, befores), {
    ...{ file, limits: foreignLimits(env), threads, provider, sidecars },
    ...(signal === undefined ? {} : { signal }),
    ...(program === undefined ? {} : { program }),
  });
  const own = structure.outputs.map(({ name }) => name);
  const model = unclippedModel(foreign, { name: file, own, clips });
  try {
    const understanding = understand(model, description);
    const fed = feedSize(model, walk, { understanding, description, feed: options.feed });
    const size = fed.size ?? fed.within ?? PROBE_SIZE;
    const pictures = probePictures(size);
    const first = {
      shape: [1, ...pictures.shape.slice(1)],
      data: pictures.data.subarray(0, pictures.data.length / 2),
    };
    const alone = await model.run(feedOf(first, understanding.feed), understanding.asked);
    const answered = settle(understanding, alone, 1);
    const decision = decisionOf(walk, own, answered);
    const settled = decision.kind === "meaningless" ? withoutLabel(answered) : answered;
    const digest = digestOf(described.digest, description, options.feed);
    const clip = clipRead(model, settled);
    const probed = await cachedProbe({ digest, provider, size }, env, () =>
      probe(model, { settled, size, alone, clip, findsBorder: fed.size !== null || fed.within !== null }),
    );
    const crop = cropIn(settled, probed, size);
    const isWhole = Object.values(crop).every((width) => width === 0);
    return {
      ...{ model, described, digest, settled, fed, probed, decision, clip, crop },
      batch: batchOf(settled, probed, size),
      placement: isWhole || settled.mapSize === null ? null : placementOf(settled.mapSize, size, crop, file),
    };
  } catch (error) {
    await model.close();
    throw error;
  }
}

function clipsOf(
  walk: GraphWalk,
  outputs: readonly { readonly name: string; readonly type: string }[],
): Map<string, FinalClip> {
  const clips = new Map<string, FinalClip>();
  for (const { name, type } of outputs) {
    const clip = type.startsWith("float") ? finalClip(walk, name) : null;
    if (clip !== null) clips.set(name, clip);
  }
  return clips;
}

function clipRead(model: UnclippedModel, { outputs }: Settled): readonly [number, number] | null {
  const read = outputs.map ?? outputs.score;
  return (read === null ? undefined : model.clipOf(read.name)) ?? null;
}

function withoutLabel(settled: Settled): Settled {
  const { outputs, asked } = settled;
  return {
    ...settled,
    outputs: { ...outputs, label: null },
    asked: asked.filter((name) => name !== outputs.label),
  };
}

/**
 * Pixels of one run where any number of pictures goes: more at once is no faster on a CPU, takes its memory, and keeps the
 * engine from shifting the next picture meanwhile.
 */
const MOST_PIXELS = 2 ** 16;
const MOST_PICTURES = 8;

function batchOf({ feed }: Settled, { batches }: Probed, { width, height }: PictureSize): number {
  if (batches !== true) return 1;
  if (feed.batch !== null) return feed.batch;
  return Math.max(1, Math.min(MOST_PICTURES, Math.floor(MOST_PIXELS / (width * height))));
}

function cropIn({ mapSize, feed }: Settled, { border }: Probed, size: PictureSize): Border {
  if (mapSize === null || border === null) return cropBorder(size, feed.crop ?? size);
  return cropOf(border, { size, crop: feed.crop, map: mapSize });
}
