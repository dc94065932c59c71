// What the explorer's page asks for and what it gets, wherever it is computed: by the server or in the browser.

import type { Level } from "../core/objective.ts";
import type { PresetName } from "../core/preset.ts";
import type { Shift, ShiftPoint, ShiftRanges } from "../core/shift.ts";
import { worstOf } from "../search/search.ts";
import type { CommandParts } from "./command-line.ts";
import type { LandscapeRequest } from "./landscape.ts";
import type { RunDifferenceView, RunView } from "./run-view.ts";
import type { SearchRequest, SearchView, SeenPoint } from "./traced-search.ts";

export interface ExploreState {
  readonly model: string;
  /** Side of what the backbone sees, in pixels. */
  readonly size: number;
  /** cpu, webgpu, cuda or wasm. */
  readonly device: string;
  readonly dataset: string;
  readonly objects: readonly string[];
  readonly defects: readonly string[];
  readonly ranges: ShiftRanges;
  readonly preset: PresetName;
  readonly strategies: readonly string[];
  readonly search: SearchDefaults;
  readonly upload: {
    readonly maximalBytes: number;
    /** The class names that may be given; null where any may. */
    readonly classes: readonly string[] | null;
  };
  readonly runs: readonly { readonly id: string; readonly name: string }[];
}

export interface SearchDefaults {
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
  /** 1 = anomalous. */
  readonly mask: Uint8Array;
  /** f(x; 0, 0, 0) and what the detector makes of it. */
  readonly original: EvaluationView;
  /** The picture as it was given. */
  readonly pictureSize: { readonly width: number; readonly height: number };
  /** Null where no command line can compute the same: a browser has no files. */
  readonly command: CommandParts | null;
}

/** The detector at one point of one sample. */
export interface EvaluationView extends Level {
  readonly point: ShiftPoint;
  readonly imageScore: number;
  readonly width: number;
  readonly height: number;
  /** The map as the preset compares it, [height, width]. */
  readonly map: Float32Array;
  /** The shifted picture as RGB bytes, row by row. */
  readonly picture: Uint8Array;
}

/** Where the explorer's numbers come from. Every long call ends with a CancelledError once its signal is aborted. */
export interface Backend {
  state(): Promise<ExploreState>;
  samples(filter: SampleFilter, offset: number, limit: number): Promise<SamplePage>;
  /** The address of a small picture of a sample. */
  thumbnail(sample: string): Promise<string>;
  open(sample: string, signal: AbortSignal): Promise<SampleDetail>;
  evaluate(sample: string, point: ShiftPoint, signal: AbortSignal): Promise<EvaluationView>;
  /** Calls `onLevels` with the levels of the plan's points, in its order, as they come. */
  landscape(
    request: LandscapeRequest,
    onLevels: (levels: readonly Level[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Calls `onPoints` with every point that the search evaluates. */
  search(
    request: SearchRequest,
    onPoints: (points: readonly SeenPoint[], planned: number) => void,
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

/** Shifts in the order that the page shows them, with what it calls them. */
export const SHIFT_LABELS: Readonly<
  Record<Shift, { readonly symbol: string; readonly name: string; readonly unit: string }>
> = {
  theta: { symbol: "θ", name: "rotation", unit: "°" },
  hue: { symbol: "δh", name: "hue", unit: "rad" },
  saturation: { symbol: "δs", name: "saturation", unit: "" },
};

/** The worst of what was seen exactly, the earliest of equals; null of nothing. */
export function worstSeen(points: readonly SeenPoint[]): SeenPoint | null {
  return worstOf(points.filter(({ draft }) => draft !== true));
}
