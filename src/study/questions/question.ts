// What a question is: its settings, what must be evaluated for it, and its answer as a query over the records.

import type { z } from "zod";
import type { Mask } from "../../core/image.ts";
import type { MetricSet } from "../../core/metric-set.ts";
import type { PresetName } from "../../core/preset.ts";
import type { ShiftRanges } from "../../core/shift.ts";
import type { Decider, ThresholdRule, Thresholds } from "../../core/thresholds.ts";
import type { Chart } from "../../results/chart.ts";
import type { Experiment, ItemRecord } from "../../results/record.ts";

/** A sample as far as plans and answers depend on it. */
export interface PlannedSample {
  readonly id: string;
  readonly object: string;
  readonly defect: string;
  readonly anomalous: boolean;
}

/** An experiment on a sample, and what it is for: "sweep theta"; unique among a sample's, the same for equal experiments. */
export interface Planned {
  readonly sample: string;
  readonly role: string;
  readonly experiment: Experiment;
}

/** What a plan may depend on: the samples that nothing failed of, and the records that there are by now. */
export interface PlanView {
  readonly samples: readonly PlannedSample[];
  /** Good pictures that thresholds are chosen from, none of them among `samples`; empty unless a question calibrates. */
  readonly calibration: readonly PlannedSample[];
  readonly seed: number;
  readonly preset: PresetName;
  /** The key of the finished record of a sample's role; undefined as long as there is none. Cheap. */
  finished(sample: string, role: string): string | undefined;
  /**
   * What decides on the pictures of an object: its image threshold, or the detector itself; null as long as calibration
   * pictures are not done, and in a study that does not calibrate.
   */
  decider(object: string): Decider | null;
  /** That record, read from the run folder. */
  record(sample: string, role: string): ItemRecord | undefined;
  /** Roles that the study's questions give every sample, whatever the records: see `Question.offers`. */
  readonly offered: ReadonlySet<string>;
  /** Whose records these are: what is read off one may be kept by its key as long as this is. */
  readonly source?: object;
}

/** One point of a sample: the index of a point within its role's record. */
export interface PointChoice {
  readonly sample: string;
  readonly role: string;
  readonly index: number;
}

/** What an answer is made of: every planned record is there, of the samples that none failed of. */
export interface AnswerView extends PlanView {
  record(sample: string, role: string): ItemRecord;
  /** All records of a sample, by role. */
  records(sample: string): ReadonlyMap<string, ItemRecord>;
  /** The operating point of an object; of a study that calibrates. */
  thresholds(object: string): Thresholds;
  /** Metrics pooled over one point of every listed sample. */
  metrics(points: readonly PointChoice[]): Promise<MetricSet>;
  /** The map of one point as it came back, and the mask that it is held against; null without maps. */
  map(point: PointChoice): Promise<{ readonly map: Float32Array; readonly mask: Mask } | null>;
}

/** A question's answer: what the report draws, and the same for scripts where charts do not hold it all. */
export interface Answered {
  readonly charts: readonly Chart[];
  readonly data?: unknown;
}

export interface Question<Settings = unknown> {
  /** Its command's name. */
  readonly name: string;
  /** One line for --help, as an infinitive. */
  readonly summary: string;
  /** Its settings; every field has a default and a description. They make its flags and the explorer's form. */
  readonly settings: z.ZodType<Settings>;
  /** The shifts that it evaluates, and how far each goes; 0 is within. */
  ranges(settings: Settings): ShiftRanges;
  /**
   * All that it needs by now, what is finished included: a pure function of settings, samples and finished records. It
   * is called again with more records until it asks for nothing new. InputError for settings that cannot be planned.
   */
  plan(settings: Settings, view: PlanView): readonly Planned[];
  /**
   * What it comes to for every sample in all, where its plan grows with records; `offered` as plans see them. Its plan
   * without records unless given.
   */
  foreseen?(settings: Settings, view: Pick<PlanView, "seed" | "offered">): readonly Experiment[];
  /** Roles that it plans for every sample from the beginning, for other questions' searches to build on. None unless given. */
  offers?(settings: Settings): readonly string[];
  /**
   * Why it cannot be asked of a detector that gives image scores alone: "criterion pauroc compares maps; expected …"; null
   * where it can. It can unless given.
   */
  needsMaps?(settings: Settings): string | null;
  /** The same of defective pictures without masks. It can unless given. */
  needsMasks?(settings: Settings): string | null;
  /** In a few words, for titles: "theta swept at 37 values"; one entry per part. */
  words(settings: Settings): readonly string[];
  /**
   * How thresholds are chosen, in a question that needs some; a study has one rule. Null: by the detector where it decides
   * by itself, else a false-reject rate of 2%; `AnswerView.thresholds` has the rule that it came to.
   */
  calibrates?(settings: Settings): ThresholdRule | null;
  /** Chart data; none of a question whose answer is in the summary itself. */
  answer(settings: Settings, view: AnswerView): Promise<readonly Chart[] | Answered>;
}

/** A question with settings that are its own schema's. */
export interface ParsedAsk {
  readonly question: Question;
  readonly settings: unknown;
}

/** A question of any settings, as the registry holds it. */
export function defineQuestion<Settings>(question: Question<Settings>): Question {
  // The registry parses settings by the question's own schema before it hands them on.
  return question as unknown as Question;
}

/** What a study's questions offer each other. */
export function offeredRoles(asks: readonly ParsedAsk[]): ReadonlySet<string> {
  return new Set(asks.flatMap(({ question, settings }) => question.offers?.(settings) ?? []));
}
