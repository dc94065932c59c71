// The library entry: what the commands call, as functions.

export type { Checkpoint } from "./clip/checkpoint.ts";
export { CancelledError, InputError, UsageError } from "./core/errors.ts";
export type { Mask, RgbImage } from "./core/image.ts";
export type { Evaluation, Objective, Wanted } from "./core/objective.ts";
export {
  effectivePoint,
  IDENTITY,
  PAPER_RANGES,
  SHIFTS,
  type Shift,
  type ShiftPoint,
  type ShiftRanges,
} from "./core/shift.ts";
export { type NamedPoint, parsePoint, parseShiftBox, type ShiftBox } from "./core/shift-grammar.ts";
export type { Dataset, Sample } from "./data/dataset.ts";
export type { DatasetOptions } from "./data/options.ts";
export { openDataset } from "./data/registry.ts";
export { type DemoOptions, openDemoDataset } from "./data/synthetic/dataset.ts";
export { type ModelSettings, type OpenModel, openModel } from "./detector/winclip/open-model.ts";
export { decodeImage, decodeMask, encodePng } from "./image/codec.ts";
export { resizeBicubic, resizeMaskNearest } from "./image/resize.ts";
export { evaluateMaps, evaluateSamples, metricPool } from "./metrics/evaluate.ts";
export { pixelAuroc } from "./metrics/pixel-auroc.ts";
export type { DetailedMetrics, MapSample, MapSet } from "./metrics/types.ts";
export type { Detector, DetectorSample } from "./objective/chain.ts";
export { summaryText, writeReport } from "./report/write.ts";
export type { MetricSet, RunSummary, SampleSummary } from "./results/schema.ts";
export { referenceOptimum } from "./search/reference.ts";
export { DEFAULT_STRATEGY, PUBLISHED_STRATEGY, STRATEGIES, strategyNamed } from "./search/registry.ts";
export type { Search, SearchResult, SearchSettings } from "./search/search.ts";
export { type StudyConfig, uniformSweep } from "./study/config.ts";
export { prepareSample } from "./study/item.ts";
export { runStudy, type StudyResult, type StudySurroundings } from "./study/study.ts";
