// What `reproduce` is asked for, and the one study that the paper makes of every data set and backbone.

import { PRESETS, type PresetName } from "../../core/preset.ts";
import { rangesOf } from "../../core/shift.ts";
import type { OnNote } from "../../data/dataset.ts";
import type { DatasetOptions } from "../../data/options.ts";
import type { Aspect } from "../../detector/framing.ts";
import type { DetectorSettings } from "../../detector/source.ts";
import type { Device } from "../../graph/session.ts";
import { PUBLISHED_STRATEGY } from "../../search/registry.ts";
import { paperBox } from "../../shift/registry.ts";
import { combinationsWithin } from "../combination.ts";
import type { StudyConfig } from "../config.ts";
import { type RobustnessAsk, robustnessAsks, uniformSweep } from "../questions/asks.ts";
import type { RunProgress } from "../run.ts";
import type { Remote } from "../study.ts";

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
  /** Whether it searches all seven combinations, sharing what is found, or all three shifts alone; alone unless given. */
  readonly searches?: "independent" | "shared";
  readonly preset: PresetName;
  readonly aspect: Aspect;
  readonly device: Device;
  readonly threads: number;
  readonly workers: number;
  /** Where items are computed, by the data set that they are of, if not in this process. */
  readonly remote?: (dataset: DatasetOptions) => Remote;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: () => number;
  /** Hears what is being done, and how far a running study is. */
  readonly onProgress?: (what: string, progress?: RunProgress) => void;
  /** Hears what of the data sets is left unread, and what the chosen samples cannot show. */
  readonly onNote?: OnNote;
  readonly signal?: AbortSignal;
  /** The command line as a study file, kept beside the reproduction. */
  readonly studyText?: string;
}

/** A study of a reproduction. */
export interface ReproducedStudy {
  readonly strategy: string;
  readonly config: StudyConfig;
}

type Asked = Pick<ReproduceSettings, "budget" | "seed" | "samplesPerObject" | "preset">;

/** Values of the paper's sweeps. */
const SWEPT: Readonly<Record<string, number>> = { theta: 13, hue: 13, saturation: 11 };

/**
 * The studies of every data set and backbone: the paper's, and where another strategy is the best one, its search over
 * all three shifts at the same cost, to stand beside the paper's lower bound; or, sharing, its searches over all seven
 * combinations at a quarter of their cost. The paper's sweeps the three shifts and
 * searches all seven combinations: what figures 2 to 10 and table 1 are made of.
 */
export function studiesOf({
  bestStrategy,
  searches = "independent",
  ...asked
}: Asked & Pick<ReproduceSettings, "bestStrategy" | "searches">): ReproducedStudy[] {
  const box = paperBox();
  const names = box.map(({ facts }) => facts.name);
  const sweeps = box.map((boxed) => uniformSweep(boxed, SWEPT[boxed.facts.name] ?? 13));
  const paper = study(PUBLISHED_STRATEGY, { combinations: combinationsWithin(names), sweeps }, asked);
  if (bestStrategy === PUBLISHED_STRATEGY) return [paper];
  const best =
    searches === "shared"
      ? { combinations: combinationsWithin(names), sweeps, searches }
      : { combinations: [names], sweeps: [] };
  return [paper, study(bestStrategy, best, asked)];
}

function study(
  strategy: string,
  parts: Pick<RobustnessAsk, "combinations" | "sweeps" | "searches">,
  { budget, seed, samplesPerObject, preset }: Asked,
): ReproducedStudy {
  const asks = robustnessAsks({
    ...parts,
    ranges: rangesOf(paperBox()),
    ...{ criterion: "pauroc", strategy, budget: budget ?? PRESETS[preset].budget },
    // As published: every picture by itself.
    common: 0,
  });
  return { strategy, config: { asks, seed, samplesPerObject, preset } };
}

/** How the detector over one of the models is opened. */
export function detectorOf(
  { model, visual }: ModelSource,
  { aspect, device, threads, env, cwd }: ReproduceSettings,
): DetectorSettings {
  const options = { model, ...(visual === undefined ? {} : { visual }) };
  return { source: "winclip", options, aspect, device, threads, env, cwd };
}

/** A study's folder within the reproduction's: names of any spelling become file names. */
export function studyFolder(kind: string, label: string, strategy: string): string {
  const name = `studies/${kind}-${label.replace(/[^A-Za-z0-9.-]+/g, "-")}`;
  return strategy === PUBLISHED_STRATEGY ? name : `${name}-${strategy}`;
}
