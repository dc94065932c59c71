// What the page and its worker say to each other: a call, its answer, what comes on the way, and an end to it.

import type { MetricSet } from "../../src/core/metric-set.ts";
import type { Level } from "../../src/core/objective.ts";
import type { ShiftPoint } from "../../src/core/shift.ts";
import type { LandscapeRequest } from "../../src/explore/landscape.ts";
import type {
  EvaluationView,
  ExploreState,
  SampleDetail,
  SampleFilter,
  SamplePage,
  SampleView,
} from "../../src/explore/protocol.ts";
import type { SearchNews, SearchRequest, SearchView } from "../../src/explore/traced-search.ts";

/** Every call by name: its arguments, its answer, and what it tells on the way. */
export interface Calls {
  state: { arguments: []; answer: ExploreState; told: never };
  samples: { arguments: [SampleFilter, number, number]; answer: SamplePage; told: never };
  thumbnail: { arguments: [string]; answer: Blob; told: never };
  open: { arguments: [string]; answer: SampleDetail; told: never };
  evaluate: { arguments: [string, ShiftPoint]; answer: EvaluationView; told: never };
  measure: { arguments: [string, ShiftPoint]; answer: MetricSet; told: never };
  landscape: { arguments: [LandscapeRequest]; answer: null; told: readonly Level[] };
  search: {
    arguments: [SearchRequest];
    answer: SearchView;
    told: SearchNews;
  };
  upload: { arguments: [File, string]; answer: SampleView; told: never };
  setMask: { arguments: [string, Uint8Array]; answer: null; told: never };
}

export type CallName = keyof Calls;

export type ToWorker =
  | { readonly kind: "begin"; readonly site: string }
  | { readonly kind: "call"; readonly id: number; readonly name: CallName; readonly values: unknown }
  | { readonly kind: "cancel"; readonly id: number };

export type FromWorker =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "told"; readonly id: number; readonly told: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string; readonly cancelled: boolean };
