// What readers of a record rely on, held against JSON of a journal or of a worker: who reads a record that passes needs no
// further check. Written out by hand: a journal has a hundred thousand of them, and a schema would take longer than the
// parser.

import type { Level } from "../core/objective.ts";
import { PRESETS } from "../core/preset.ts";
import type { ShiftPoint } from "../core/shift.ts";
import type { ItemRecord } from "./record.ts";
import { isVisitTable } from "./visits.ts";

/** A record as a worker gives it: its maps are not stored yet. */
export type ItemResult = Omit<ItemRecord, "maps" | "milliseconds">;

/** True of JSON that is a record as this version writes it; what it holds besides is left as it is. */
export function isRecord(json: unknown): json is ItemRecord {
  if (!isObject(json)) return false;
  const { maps, milliseconds } = json;
  if (!isResult(json) || !isNumber(milliseconds)) return false;
  if (maps === undefined) return true;
  return isObject(maps) && isMapFile(maps["file"], json.key) && typeof maps["sha256"] === "string";
}

/** The same of a record whose maps are not stored yet. */
export function isResult(json: unknown): json is ItemResult {
  if (!isObject(json)) return false;
  const { key, experiment, points, search, settings, visits } = json;
  return (
    typeof key === "string" &&
    KEY.test(key) &&
    areTexts(json, ["object", "sample", "defect"]) &&
    typeof json["anomalous"] === "boolean" &&
    typeof json["maskVanished"] === "boolean" &&
    isSettings(settings) &&
    isExperiment(experiment) &&
    isList(points, isOutcome) &&
    points.length > 0 &&
    isComplete(experiment, points.length, search) &&
    (tellsVisits(experiment) ? isVisitTable(visits) : visits === undefined) &&
    isShallow(json, DEEPEST)
  );
}

type Fields = Readonly<Record<string, unknown>>;
type Experiment = ItemRecord["experiment"];
type Unchecked<Kind> = { readonly [Name in keyof Kind]?: unknown };

/** A name that is one, not a path: keys are names of files too. */
const KEY = /^[^/\\\p{Cc}]{1,128}$/u;

/** Levels of nesting of a record, what later versions may add included: who walks one may recurse. */
const DEEPEST = 12;

/** The one file in the run folder that the maps of a key may lie in, whichever way the machine that wrote it joins names. */
function isMapFile(file: unknown, key: string): boolean {
  return file === `maps/${key}.f32` || file === `maps\\${key}.f32`;
}

/** Every point of a list has its outcome; a search, and it alone, says what it cost. */
function isComplete(experiment: Experiment, outcomes: number, search: unknown): boolean {
  return experiment.kind === "search"
    ? isNotes(search)
    : experiment.points.length === outcomes && search === undefined;
}

function tellsVisits(experiment: Experiment): boolean {
  return experiment.kind === "search" && experiment.tells !== undefined;
}

/** True of JSON that is an experiment, whatever shifts, criterion and strategy it names. */
export function isExperiment(json: unknown): json is Experiment {
  if (!isObject(json)) return false;
  const { keeps, acting, files, seed, kind } = json;
  if (keeps !== undefined && keeps !== "numbers") return false;
  if (acting !== undefined && !isNumber(acting)) return false;
  if (files !== undefined && !(isObject(files) && areTexts(files, Object.keys(files)))) return false;
  if (seed !== undefined && !isNumber(seed)) return false;
  return kind === "search" ? isSearch(json) : kind === "points" && isPoints(json);
}

function isPoints({ points, criterion }: Fields): boolean {
  return isList(points, isPoint) && (criterion === undefined || typeof criterion === "string");
}

function isSearch(json: Fields): boolean {
  const { box, from, starts, tells } = json;
  return (
    (starts === undefined || isList(starts, isPoint)) &&
    (tells === undefined || tells === "visits") &&
    isObject(box) &&
    Object.values(box).every((range) => isList(range, isNumber) && range.length === 2) &&
    areTexts(json, ["criterion", "strategy"]) &&
    areNumbers(json, ["budget", "seed"]) &&
    isList(from, (key): key is string => typeof key === "string")
  );
}

function isSettings(json: unknown): boolean {
  if (!isObject(json) || !areTexts(json, ["className", "content", "detector", "preset"])) return false;
  const { preset, region } = json;
  return (region === null || typeof region === "string") && Object.hasOwn(PRESETS, String(preset));
}

const NOTES = [
  ...["evaluations", "steps", "units", "finalEvaluations"],
  ...["zeroGradientShare", "nonFinite", "drafts", "exactForDrafts"],
];
const LEVELS = ["beforeLastTenth", "worstByGradient", "worstByValue"];

function isNotes(json: unknown): boolean {
  if (!isObject(json) || !areNumbers(json, NOTES) || typeof json["atBorder"] !== "boolean") return false;
  const { outOfView, draftPrecision, restarts } = json;
  return (
    (outOfView === undefined || isNumber(outOfView)) &&
    (draftPrecision === undefined || draftPrecision === "8 bits" || draftPrecision === "float32") &&
    LEVELS.every((name) => json[name] === null || isLevel(json[name])) &&
    isList(restarts, isLevel)
  );
}

/** True of JSON that is a sample at a point. */
export function isOutcome(json: unknown): json is ItemRecord["points"][number] {
  return isLevel(json) && isNumber(json["imageScore"]) && isPoint(json["point"]);
}

function isLevel(json: unknown): json is Fields {
  if (!isObject(json)) return false;
  const { loss, pauroc, imageScore, mapChange, label, outOfView }: Unchecked<Level> = json;
  return (
    (loss === null || isNumber(loss)) &&
    (pauroc === null || isNumber(pauroc)) &&
    (imageScore === undefined || isNumber(imageScore)) &&
    (mapChange === undefined || isNumber(mapChange)) &&
    (label === undefined || typeof label === "boolean") &&
    (outOfView === undefined || outOfView === true)
  );
}

function isPoint(json: unknown): json is ShiftPoint {
  if (!isObject(json)) return false;
  for (const name in json) if (!isNumber(json[name])) return false;
  return true;
}

function isObject(json: unknown): json is Fields {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** JSON has no NaN, but 1e999 is read as infinity. */
function isNumber(json: unknown): json is number {
  return typeof json === "number" && Number.isFinite(json);
}

function isList<Kind>(json: unknown, isKind: (each: unknown) => each is Kind): json is readonly Kind[] {
  return Array.isArray(json) && json.every(isKind);
}

function areTexts(json: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof json[name] === "string");
}

function areNumbers(json: Fields, names: readonly string[]): boolean {
  return names.every((name) => isNumber(json[name]));
}

/** True where no value lies more than `levels` deep. */
function isShallow(json: object, levels: number): boolean {
  if (levels === 0) return false;
  for (const name in json) {
    const value: unknown = json[name as keyof typeof json];
    if (typeof value === "object" && value !== null && !isShallow(value, levels - 1)) return false;
  }
  return true;
}
