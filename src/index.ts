// The library entry: what the commands call, as functions, and the registries that a program may add to.

export type { Surroundings } from "./cli/command.ts";
export { runCli } from "./cli/run.ts";
export { parsePoint, parseShiftBox } from "./cli/shift-flags.ts";
export { CancelledError, InputError, UsageError } from "./core/errors.ts";
export { IGNORED, type Mask, type RgbImage } from "./core/image.ts";
export type { MetricFacts, MetricSet } from "./core/metric-set.ts";
export type { Evaluation, Level, Objective, Order, Wanted } from "./core/objective.ts";
export type { Registry } from "./core/registry.ts";
export {
  type BoxedShift,
  effectivePoint,
  fullBox,
  type Range,
  rangesOf,
  type ShiftBox,
  type ShiftFacts,
  type ShiftPoint,
  type ShiftRanges,
  UNSHIFTED,
  zerosOf,
} from "./core/shift.ts";
export { formatPoint, formatShiftBox } from "./core/shift-grammar.ts";
export type { Dataset, Sample } from "./data/dataset.ts";
export type { DatasetOptions } from "./data/options.ts";
export { openDataset } from "./data/registry.ts";
export { type DemoOptions, openDemoDataset } from "./data/synthetic/dataset.ts";
export type { Detector, ScoredPicture, Scorer } from "./detector/detector.ts";
export { DEFAULT_DETECTOR, DETECTORS, openDetector } from "./detector/registry.ts";
export type { DetectorSettings, DetectorSource } from "./detector/source.ts";
export { type OnnxModel, toOnnx } from "./graph/onnx.ts";
// What a shift of one's own is made of.
export * as ops from "./graph/ops/index.ts";
export type { Engine } from "./graph/session.ts";
export { openWorkerEngine } from "./graph/session-worker.ts";
export { constant, parameter, type Value } from "./graph/value.ts";
export { decodeImage, decodeMask, encodePng } from "./image/codec.ts";
export { type PreparedSample, prepareSample } from "./image/prepare.ts";
export { resizeBicubic, resizeMaskNearest } from "./image/resize.ts";
export { evaluateMaps, evaluateSamples, metricPool } from "./metrics/evaluate.ts";
export type { Metric } from "./metrics/metric.ts";
export { pixelAuroc } from "./metrics/pixel-auroc.ts";
export { METRICS, metricFacts } from "./metrics/registry.ts";
export type { DetailedMetrics, MapSample, MapSet } from "./metrics/types.ts";
export { type Chain, type ChainSample, type ChainSettings, openChain } from "./objective/chain.ts";
export type { Criterion } from "./objective/criteria/criterion.ts";
export { CRITERIA, DEFAULT_CRITERION } from "./objective/criteria/registry.ts";
export { summaryText, writeReport } from "./report/write.ts";
export type { Chart } from "./results/chart.ts";
export type { Experiment, ItemRecord } from "./results/record.ts";
export type { RunSummary, SampleSummary } from "./results/schema.ts";
export { referenceOptimum } from "./search/reference.ts";
export { DEFAULT_STRATEGY, PUBLISHED_STRATEGY, STRATEGIES, strategyNamed } from "./search/registry.ts";
export type { Search, SearchResult, SearchSettings } from "./search/search.ts";
export { defineShift, inSpace, onPictures, type ShiftDefinition } from "./shift/define.ts";
export { boxOf, paperBox, SHIFTS, shiftFacts } from "./shift/registry.ts";
export type { Ask, StudyConfig } from "./study/config.ts";
export { robustnessAsks, uniformSweep } from "./study/questions/asks.ts";
export { defineQuestion, type Planned, type PlanView, type Question } from "./study/questions/question.ts";
export { QUESTIONS } from "./study/questions/registry.ts";
export { findRanges, type RangesFound, type RangesSettings } from "./study/ranges/ranges.ts";
export { runStudy, type StudyResult, type StudySurroundings } from "./study/study.ts";
