// What `reproduce` is asked for, and the one study that the paper makes of every data set and backbone.

import { PRESETS, type PresetName } from "../../core/preset.ts";
import { PAPER_RANGES, SHIFT_NAMES } from "../../core/shift.ts";
import type { OnNote } from "../../data/dataset.ts";
import type { DatasetOptions } from "../../data/options.ts";
import type { Aspect } from "../../detector/framing.ts";
import type { ModelSettings } from "../../detector/winclip/open-model.ts";
import type { Device } from "../../graph/session.ts";
import { PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { allCombinations } from "../combination.ts";
import { type StudyConfig, uniformSweep } from "../config.ts";
import type { RunProgress } from "../run.ts";
import type { Elsewhere } from "../study.ts";

/** A backbone as the user names it. */
export interface ModelSource {
  /** Name in tables and folders; published values stand beside the paper's backbones only. */
  readonly label: string;
  /** A backbone's name, a hub id, a folder, or "demo". */
  readonly model: string;
  /** A file whose vision tower takes the place of the model's. */
  readonly visual?: string | undefined;
}

export interface DataSource {
  readonly kind: "mvtec" | "visa";
  /** Null in a plan without the data set at hand: published counts stand in for it. */
  readonly root: string | null;
  /** By default those that selection (eq. 6) gives. */
  readonly objects?: readonly string[] | undefined;
}

export interface ReproduceSettings {
  readonly data: readonly DataSource[];
  readonly models: readonly ModelSource[];
  readonly runFolder: string;
  /** Null: every test picture. */
  readonly samplesPerObject: number | null;
  /** Gradient steps per search; null: the preset's. */
  readonly budget: number | null;
  readonly seed: number;
  /** The strategy that stands beside the published one, unless it is that. */
  readonly bestStrategy: string;
  readonly preset: PresetName;
  readonly aspect: Aspect;
  readonly device: Device;
  readonly threads: number;
  readonly workers: number;
  /** Where items are computed, by the data set that they are of, if not in this process. */
  readonly elsewhere?: (dataset: DatasetOptions) => Elsewhere;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: () => number;
  /** Hears what is being done, and how far a running study is. */
  readonly onProgress?: (what: string, progress?: RunProgress) => void;
  /** Hears what of the data sets is left unread, and what the chosen samples cannot show. */
  readonly onNote?: OnNote;
  readonly signal?: AbortSignal;
}

/** Sweeps of the three shifts and searches of all seven combinations: what figures 2 to 10 and table 1 are made of. */
export function paperStudy({
  budget,
  seed,
  samplesPerObject,
  preset,
  aspect,
}: Pick<ReproduceSettings, "budget" | "seed" | "samplesPerObject" | "preset" | "aspect">): StudyConfig {
  return {
    combinations: allCombinations(),
    sweeps: [
      uniformSweep("theta", PAPER_RANGES, 13),
      uniformSweep("hue", PAPER_RANGES, 13),
      uniformSweep("saturation", PAPER_RANGES, 11),
    ],
    strategy: PUBLISHED_STRATEGY,
    budget: budget ?? PRESETS[preset].budget,
    seed,
    samplesPerObject,
    ranges: PAPER_RANGES,
    preset,
    aspect,
  };
}

/**
 * The studies of every data set and backbone: the paper's, and where another strategy is the best one, its search over
 * all three shifts at the same cost, to stand beside the paper's lower bound.
 */
export function studiesOf(
  settings: Parameters<typeof paperStudy>[0] & Pick<ReproduceSettings, "bestStrategy">,
): StudyConfig[] {
  const paper = paperStudy(settings);
  const { bestStrategy: strategy } = settings;
  if (strategy === PUBLISHED_STRATEGY) return [paper];
  return [paper, { ...paper, combinations: [SHIFT_NAMES], sweeps: [], strategy }];
}

/** How one of the models is opened. */
export function settingsOf(
  { model, visual }: ModelSource,
  { device, threads, env, cwd }: ReproduceSettings,
): ModelSettings {
  return { model, visual, device, threads, env, cwd };
}

/** A study's folder within the reproduction's: names of any spelling become file names. */
export function studyFolder(kind: string, label: string, strategy: string): string {
  const name = `studies/${kind}-${label.replace(/[^A-Za-z0-9.-]+/g, "-")}`;
  return strategy === PUBLISHED_STRATEGY ? name : `${name}-${strategy}`;
}
