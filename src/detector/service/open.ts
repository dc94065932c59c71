// A service opened: waited for, asked about the probe pictures, and what its answers say of it. No engine is needed. Node only.

import { sameSize } from "../../core/acting-size.ts";
import type { DetectorFacts } from "../../core/detector-facts.ts";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { InputError } from "../../core/errors.ts";
import type { PictureSize } from "../../core/image.ts";
import type { Resampling } from "../../core/resampling.ts";
import type { Tensor } from "../../core/tensor.ts";
import { DRIFT, type ScoredPicture } from "../detector.ts";
import type { DetectorSettings } from "../source.ts";
import { type Description, resamplingOf } from "../tensor-model/description.ts";
import { feedOf } from "../tensor-model/feed.ts";
import { answerNumbers, driftBetween, roundedAnswers } from "../tensor-model/fingerprint.ts";
import { cropBorder, type Placement, placementOf } from "../tensor-model/placement.ts";
import { probePictures } from "../tensor-model/probe.ts";
import { type Probed, probe } from "../tensor-model/probed.ts";
import { type Settled, settle, understand } from "../tensor-model/understanding.ts";
import { cropOf } from "../tensor-model/unseen-border.ts";
import { parseAddress } from "./address.ts";
import { batchOf } from "./batch.ts";
import { openServiceModel, type ServiceModel } from "./client.ts";
import { secondsOf, tokenOf } from "./environment.ts";
import { fedSize, PROBE_SIZE } from "./fed-size.ts";
import { judgeOf, picturesFrom } from "./judge.ts";
import { notesOnClip, notesOnRepeats } from "./notes.ts";

export interface ServiceOptions extends Description {
  readonly url: string;
}

export interface OpenedService {
  /** The model's address. */
  readonly name: string;
  readonly model: ServiceModel;
  readonly settled: Settled;
  readonly digest: string;
  readonly size: PictureSize | "own";
  /** For people: what says so. */
  readonly sizeFrom: string;
  /** Null where maps have the size of their pictures, or there are none. */
  readonly mapSize: PictureSize | null;
  readonly resampling: Resampling;
  /** Pictures of one request. */
  readonly batch: number;
  readonly facts: DetectorFacts;
  /** What looks like a wrong description. */
  readonly doubts: readonly string[];
  /** Its answers to the probe pictures now. */
  probe(): Promise<readonly ScoredPicture[]>;
  /** Judges pictures [P, 3, H, W] of its size. */
  judge(pictures: Tensor): Promise<readonly ScoredPicture[]>;
  close(): Promise<void>;
}

/**
 * Opens a model behind a service and asks it about the probe pictures. InputError where it is not ready, its declaration
 * and the settings leave something open, its answers do not fit, or it does not repeat itself; CancelledError.
 */
export async function openService(
  options: ServiceOptions,
  { env, signal, onNote }: Pick<DetectorSettings, "env" | "signal" | "onNote">,
): Promise<OpenedService> {
  const address = parseAddress(options.url);
  const token = tokenOf(env, address);
  const seconds = secondsOf(env);
  if (!address.loopback) onNote?.(`pictures are sent to ${address.host}`);
  const model = await openServiceModel({
    ...{ address, token, seconds },
    ...(signal === undefined ? {} : { signal }),
    ...(onNote === undefined ? {} : { onNote }),
  });
  try {
    const opened = await openedOver(model, address.model, options);
    for (const doubt of opened.doubts) onNote?.(doubt);
    return opened;
  } catch (error) {
    await model.close();
    throw error;
  }
}

async function openedOver(
  model: ServiceModel,
  modelName: string,
  options: ServiceOptions,
): Promise<OpenedService> {
  const understanding = understand(model, options);
  const fed = await fedSize(model, understanding, options.resize !== undefined);
  const { size } = fed;
  const pictures = probePictures(size === "own" ? PROBE_SIZE : size);
  const one = picturesFrom(pictures, 0, 1);
  const alone = await model.run(feedOf(one, understanding.feed), understanding.asked);
  const settled = settle(understanding, alone, 1);
  const probed = await probe(model, {
    ...{ settled, alone, clip: null, size: size === "own" ? PROBE_SIZE : size },
    findsBorder: size !== "own" && mayCrop(settled, size),
  });
  const placement = size === "own" ? null : placementIn(settled, size, probed, model.name);
  const batch = await batchOf(model, settled, one, probed.batches);
  const judge = judgeOf(model, settled, { batch: batch.size, placement, anySize: size === "own" });
  const answers = await judge(pictures);
  if (!probed.repeats) refuseUnsteady(model.name, answers, await judge(pictures));
  const { feed, outputs, mapSize: given } = settled;
  const mapSize = size === "own" ? null : (placement?.plane ?? given);
  const resampling = resamplingOf(options);
  const { platform, inputs, outputs: declared } = model.metadata;
  const known = { model: modelName, version: model.version(), platform, inputs, declared };
  return {
    ...{ name: model.name, model, settled, size, sizeFrom: fed.from, resampling, judge },
    ...{ batch: batch.size, doubts: probed.doubts },
    mapSize: mapSize !== null && size !== "own" && sameSize(mapSize, size) ? null : mapSize,
    digest: sha256(
      canonicalJson({
        ...{ service: 1, known, feed, outputs, size, mapSize, resampling },
        answers: roundedAnswers(answers),
      }),
    ),
    facts: {
      notes: [
        ...[...settled.notes, ...fed.notes, ...batch.notes],
        ...notesOnRepeats(probed, size !== "own" && mayCrop(settled, size)),
        ...notesOnClip(answers),
      ],
      givesMaps: outputs.map !== null,
      ...(outputs.label === null ? {} : { decides: true as const }),
      ...(placement === null ? {} : { unseenShare: placement.unseenShare }),
    },
    probe: () => judge(pictures),
    close: () => model.close(),
  };
}

/** A map of the size of what goes in shows all of it. */
function mayCrop({ feed, mapSize }: Settled, size: PictureSize): boolean {
  return mapSize !== null && !sameSize(mapSize, feed.crop ?? size);
}

/** Where the maps of a model that looks at a part of its pictures lie; null where they show all, or there are none. */
function placementIn(
  { feed, mapSize }: Settled,
  size: PictureSize,
  { border }: Pick<Probed, "border">,
  model: string,
): Placement | null {
  if (mapSize === null) return null;
  const crop =
    border === null
      ? cropBorder(size, feed.crop ?? size)
      : cropOf(border, { size, crop: feed.crop, map: mapSize });
  return Object.values(crop).some((width) => width > 0) ? placementOf(mapSize, size, crop, model) : null;
}

/** Results of a model that does not repeat itself mean nothing: a search finds its noise. */
function refuseUnsteady(name: string, before: readonly ScoredPicture[], now: readonly ScoredPicture[]): void {
  const drift = driftBetween(answerNumbers(before), answerNumbers(now));
  if (drift <= DRIFT) return;
  throw new InputError(
    `invalid ${name}: it does not repeat itself: its answers to the same pictures, asked twice, differ by up to ${drift.toPrecision(2)}, where ${DRIFT} is allowed; fix its random seed, or have it evaluate`,
  );
}
