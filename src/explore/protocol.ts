// What the explorer's page asks for and what it gets, wherever it is computed: by the server or in the browser.

import type { ActingSize, SizeFact } from "../core/acting-size.ts";
import type { PictureSize } from "../core/image.ts";
import type { MetricFacts, MetricSet } from "../core/metric-set.ts";
import type { Knowledge, Level } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { ShiftBox, ShiftFacts, ShiftPoint, ShiftRanges } from "../core/shift.ts";
import type { CommandParts } from "./command-line.ts";
import type { LandscapeRequest } from "./landscape.ts";
import type { QuestionForm } from "./question-form.ts";
import type { RunDifferenceView, RunView } from "./run-view.ts";
import type { SearchNews, SearchRequest, SearchView } from "./traced-search.ts";

export interface ExploreState {
  /** The detector, for people. */
  readonly detector: string;
  /** The working size of a square picture, in pixels. */
  readonly size: SizeFact;
  /** Where shifts act. */
  readonly acting: ActingSize;
  /** cpu, webgpu, cuda or wasm. */
  readonly device: string;
  readonly dataset: string;
  readonly objects: readonly string[];
  readonly defects: readonly string[];
  /** All registered shifts, in canonical order. */
  readonly shifts: readonly ShiftFacts[];
  /** How far each of them goes here. */
  readonly ranges: ShiftRanges;
  readonly metrics: readonly MetricFacts[];
  readonly preset: PresetName;
  /** What a search may make worse. */
  readonly criteria: readonly CriterionView[];
  readonly strategies: readonly StrategyView[];
  readonly search: SearchDefaults;
  /** What may be asked of a whole data set, by the command line. */
  readonly questions: readonly QuestionForm[];
  readonly upload: {
    readonly maximalBytes: number;
    /** The class names that may be given; null where any may. */
    readonly classes: readonly string[] | null;
  };
  readonly runs: readonly { readonly id: string; readonly name: string }[];
}

export interface CriterionView {
  readonly name: string;
  readonly title: string;
  readonly formula: string;
}

export interface StrategyView {
  readonly name: string;
  /** "gradients" where it searches no shift without a derivative. */
  readonly needs: Knowledge;
}

export interface SearchDefaults {
  /** The shifts that are searched and drawn unless others are chosen. */
  readonly over: readonly string[];
  readonly criterion: string;
  readonly strategy: string;
  readonly budget: number;
  readonly seed: number;
}

export interface SampleFilter {
  readonly object?: string | undefined;
  readonly defect?: string | undefined;
}

export interface SampleView {
  /** Opaque: the only way to name a sample. */
  readonly id: string;
  /** For people: the path within the data set, or the name of an own picture's file. */
  readonly name: string;
  readonly object: string;
  readonly defect: string;
  readonly anomalous: boolean;
}

export interface SamplePage {
  /** Samples that pass the filter, on all pages together. */
  readonly total: number;
  readonly samples: readonly SampleView[];
}

/** What of a sample does not change with the shift, at the working size. */
export interface SampleDetail {
  readonly view: SampleView;
  readonly width: number;
  readonly height: number;
  /** 0 normal, 1 anomalous, IGNORED where a pixel counts nowhere. */
  readonly mask: Uint8Array;
  /** The unshifted picture and what the detector makes of it. */
  readonly original: EvaluationView;
  /** Of this one picture, unshifted. */
  readonly metrics: MetricSet;
  /** The picture as it was given. */
  readonly pictureSize: PictureSize;
  /** True where its three channels are equal: shifts of colour say nothing of it. */
  readonly isGrey: boolean;
  /** Null where no command line can compute the same: a browser has no files. */
  readonly command: CommandParts | null;
}

/** The detector at one point of one sample. */
export interface EvaluationView extends Level {
  /** As it acts. */
  readonly point: ShiftPoint;
  readonly imageScore: number;
  /** The working size, which maps and masks have. */
  readonly width: number;
  readonly height: number;
  /** The map as the preset compares it, [height, width]; null of a detector that gives image scores alone. */
  readonly map: Float32Array | null;
  /** The shifted picture as RGB bytes, row by row, at the size at which shifts act. */
  readonly picture: Uint8Array;
  readonly pictureSize: PictureSize;
  /** How map and mask lie on the other picture; null where no shift moves the part, and both pictures agree. */
  readonly moved: MovedLayers | null;
}

export interface MovedLayers {
  /** The map on the picture that the preset does not compare it on: the shifted one, or the unshifted; null without. */
  readonly map: Float32Array | null;
  /** The mask on the shifted picture. */
  readonly mask: Uint8Array;
  /** The mask on the unshifted picture, where what the shift pushed out of the frame counts nowhere. */
  readonly seen: Uint8Array;
}

/** Where the explorer's numbers come from. Every long call ends with a CancelledError once its signal is aborted. */
export interface Backend {
  state(): Promise<ExploreState>;
  samples(filter: SampleFilter, offset: number, limit: number): Promise<SamplePage>;
  /** The address of a small picture of a sample. */
  thumbnail(sample: string): Promise<string>;
  open(sample: string, signal: AbortSignal): Promise<SampleDetail>;
  /** Exactly the shifts that the point names act. */
  evaluate(sample: string, point: ShiftPoint, signal: AbortSignal): Promise<EvaluationView>;
  /** The metrics of this one picture at a point, which take longer than its map. */
  measure(sample: string, point: ShiftPoint, signal: AbortSignal): Promise<MetricSet>;
  /** Calls `onLevels` with the levels of the plan's points, in its order, as they come. */
  landscape(
    request: LandscapeRequest,
    onLevels: (levels: readonly Level[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Calls `onNews` with every point that the search evaluates. */
  search(
    request: SearchRequest,
    onNews: (news: SearchNews) => void,
    signal: AbortSignal,
  ): Promise<SearchView>;
  /** Takes one's own picture; InputError where it is too large or no picture. */
  upload(picture: File, className: string, signal: AbortSignal): Promise<SampleView>;
  /** The mask of an own picture, 0/1 at the working size. */
  setMask(sample: string, mask: Uint8Array): Promise<void>;
  run(id: string): Promise<RunView>;
  /** The address of a run's figure. */
  figure(run: string, name: string): string;
  difference(left: string, right: string): Promise<RunDifferenceView>;
}

/** The shifts of a state with how far each goes. */
export function boxOf({ shifts, ranges }: Pick<ExploreState, "shifts" | "ranges">): ShiftBox {
  return shifts.map((facts) => ({ facts, range: ranges[facts.name] ?? facts.range }));
}
