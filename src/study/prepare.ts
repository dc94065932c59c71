// Config, data and detector → a prepared study: samples with the digests that their results depend on, questions with
// checked settings, the detector opened. Nothing behind this reads a config.

import { type ActingSize, actingSizeOf } from "../core/acting-size.ts";
import { present } from "../core/errors.ts";
import type { Range, ShiftBox } from "../core/shift.ts";
import type { Dataset, OnNote, Sample } from "../data/dataset.ts";
import type { DatasetOptions } from "../data/options.ts";
import type { Aspect } from "../detector/framing.ts";
import type { DetectorSettings } from "../detector/source.ts";
import type { Chain } from "../objective/chain.ts";
import { refuseWithoutMaps, refuseWithoutMasks } from "../objective/criteria/registry.ts";
import { boxOf } from "../shift/registry.ts";
import { type Calibration, calibrationOf, refuseOverlap, ruleOf, withoutHeldOut } from "./calibration.ts";
import type { StudyConfig } from "./config.ts";
import { type GreyRules, refuseGreyColour } from "./grey.ts";
import { type OpenedChain, openDetectorChain } from "./open-chain.ts";
import type { PlanContext, StudiedSample } from "./plan.ts";
import type { ParsedAsk } from "./questions/question.ts";
import { parseAsk } from "./questions/registry.ts";
import { chosenSamples, contentDigests, noteDoubts } from "./samples.ts";
import { studySquashNote } from "./squash-note.ts";

export interface PreparedStudy extends PlanContext, OpenedChain {
  readonly acting: ActingSize;
  /** Null where no question needs thresholds. */
  readonly operatingPoint: Calibration | null;
  readonly mmPerPixel: number | null;
  readonly dataset: Dataset;
  readonly data: DatasetOptions;
  /** Test samples per object; null for all. */
  readonly samplesPerObject: number | null;
  /** The shifts that its questions name, in canonical order, and how far each goes. */
  readonly box: ShiftBox;
  /** How the detector was opened. */
  readonly opened: DetectorSettings;
  readonly aspect: Aspect;
  /** True where a region of some picture counts nowhere. */
  readonly ignores: boolean;
}

export interface PreparationSettings extends GreyRules {
  /** How the data set was opened. */
  readonly data: DatasetOptions;
  readonly detector: DetectorSettings;
  /** Hears, before anything is computed, what is doubtful about the chosen samples and what they cannot show. */
  readonly onNote?: OnNote;
  readonly signal?: AbortSignal;
}

/**
 * Prepares a study; to be closed. InputError for settings, samples or a detector that it cannot be made with, UsageError
 * for a name that nothing has.
 */
export async function prepareStudy(
  config: StudyConfig,
  dataset: Dataset,
  { data, detector: opened, greyColour, onNote, signal }: PreparationSettings,
): Promise<PreparedStudy> {
  const { seed, preset, samplesPerObject, mmPerPixel = null } = config;
  const asks = config.asks.map(parseAsk);
  const box = boxOfAsks(asks);
  const samples = await chosenSamples(config, dataset, onNote);
  await noteDoubts(samples, dataset, {
    ...(onNote === undefined ? {} : { onNote }),
    ...(signal === undefined ? {} : { signal }),
  });
  for (const { question, settings } of asks)
    refuseWithoutMasks(samples, question.needsMasks?.(settings) ?? null);
  const shifts = box.map(({ facts }) => facts);
  await refuseGreyColour(shifts, samples, {
    ...(greyColour === undefined ? {} : { greyColour }),
    ...(onNote === undefined ? {} : { onNote }),
  });
  const squashed = await studySquashNote(opened.aspect, shifts, samples);
  if (squashed !== null) onNote?.(squashed);
  const acting = config.acting ?? actingSizeOf(shifts);
  const { detector, chain, close } = await openDetectorChain(opened, preset, acting);
  try {
    for (const { question, settings } of asks)
      refuseWithoutMaps(detector, question.needsMaps?.(settings) ?? null);
    const rule = ruleOf(asks, detector);
    const request = { dataset, detector, seed, ...(onNote === undefined ? {} : { onNote }) };
    const operatingPoint = rule === null ? null : await calibrationOf(rule, request);
    const taken = await evaluatedSamples(samples, operatingPoint, config, dataset);
    if (operatingPoint !== null) await refuseOverlap(taken, operatingPoint, detector);
    const studied = await studiedSamples(taken, dataset, chain);
    const calibration = await studiedSamples(
      (operatingPoint?.objects ?? []).flatMap(({ samples: own }) => own),
      dataset,
      chain,
    );
    return {
      ...{ asks, seed, preset, acting, mmPerPixel, samplesPerObject, box, dataset, data },
      ...{ datasetKind: dataset.kind, samples: studied, calibration, operatingPoint },
      ignores: studied.some(({ region }) => region !== null),
      ...{ opened, aspect: opened.aspect, detector, chain, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Those that were chosen, or anew where some of them choose thresholds instead. */
async function evaluatedSamples(
  samples: readonly Sample[],
  operatingPoint: Calibration | null,
  config: StudyConfig,
  dataset: Dataset,
): Promise<readonly Sample[]> {
  if (operatingPoint === null) return samples;
  const left = withoutHeldOut(dataset, operatingPoint);
  return left === dataset ? samples : await chosenSamples(config, left);
}

/** The shifts of some questions, each as far as it goes in any of them. */
export function boxOfAsks(asks: readonly ParsedAsk[]): ShiftBox {
  const merged: Record<string, Range> = {};
  for (const { question, settings } of asks) {
    for (const [name, [low, high]] of Object.entries(question.ranges(settings))) {
      const [least, most] = merged[name] ?? [low, high];
      merged[name] = [Math.min(low, least), Math.max(high, most)];
    }
  }
  return boxOf(merged);
}

/** Class names are tried on the detector before files are read. */
async function studiedSamples(
  samples: readonly Sample[],
  dataset: Dataset,
  chain: Chain,
): Promise<StudiedSample[]> {
  const objects = new Map<string, Pick<StudiedSample, "className" | "detector">>();
  for (const object of dataset.objects) {
    const className = dataset.className(object);
    objects.set(object, { className, detector: await chain.digestOf(object, className) });
  }
  const digests = await contentDigests(samples);
  return samples.map((sample) => ({
    sample,
    ...present(objects.get(sample.object), sample.object),
    ...present(digests.get(sample.id), sample.id),
  }));
}
