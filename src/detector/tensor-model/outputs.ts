// Which outputs are map, score and label: as told, else by name, else the only ones that can be.

import { InputError } from "../../core/errors.ts";
import type { ForeignTensors, ForeignValue } from "../../graph/foreign/tensors.ts";
import type { Description } from "./description.ts";
import { isFloatType } from "./element-type.ts";
import { nameInWords, namesInWords, type Role, roleOf, valuesInWords } from "./roles.ts";

/** One output, or one column or channel of it. */
export interface OutputPick {
  readonly name: string;
  readonly index: number | null;
}

/** Not both of map and score are null. */
export interface Outputs {
  readonly map: OutputPick | null;
  /** Null: the map's maximum. */
  readonly score: OutputPick | null;
  readonly label: string | null;
}

/** Outputs, declared or given, of runs of `rows` pictures; null = of any number. */
export interface OutputList {
  /** The model's name, for errors. */
  readonly model: string;
  readonly values: readonly Pick<ForeignValue, "name" | "type" | "shape">[];
  readonly rows: number | null;
}

/** What a run of `rows` pictures gave. A scalar is one picture's score here; in a declaration it says nothing. */
export function givenOutputs(model: string, answer: ForeignTensors, rows: number): OutputList {
  const values = Object.entries(answer).map(([name, { type, shape }]) => ({
    ...{ name, type, shape: shape.length === 0 ? [1] : shape },
  }));
  return { model, rows, values };
}

export type ToldOutputs = Pick<Description, "mapOutput" | "scoreOutput" | "labelOutput">;

/** How anomalib's exports call theirs, and who follows them. */
const NAMES = { map: "anomaly_map", score: "pred_score", label: "pred_label" };

const OPEN: Role = { kind: "open" };

interface Candidate {
  readonly name: string;
  readonly role: Role;
}

/**
 * Picks among outputs. Null where shapes do not tell yet. InputError, one line: a told output that is not there, two that
 * could be meant, one of many channels or columns without a number, neither map nor score.
 */
export function pickOutputs(list: OutputList, told: ToldOutputs): Outputs | null {
  const label = pickNamed(list, "label", told.labelOutput)?.name ?? null;
  const map = pickNamed(list, "map", told.mapOutput);
  const score = pickNamed(list, "score", told.scoreOutput);
  const picked = [label, map?.name, score?.name];
  const others: Candidate[] = list.values
    .filter((value) => !picked.includes(value.name) && (isFloatType(value.type) || isUntyped(value)))
    .map(({ name, type, shape }) => ({ name, role: type === "" ? OPEN : roleOf(shape, list.rows) }));
  const isOpen = others.some(({ role }) => role.kind === "open");
  if (isOpen && (map === null || score === null)) return null;
  const outputs = { map: map ?? onlyMap(list, others, score !== null), score, label };
  const settled = { ...outputs, score: score ?? onlyScore(list, others, outputs.map !== null) };
  if (settled.map === null && settled.score === null) throw noOutput(list);
  checkPicks(list, settled);
  return settled;
}

/** Declared with a shape alone, as some services have it; what is no tensor has neither. */
export function isUntyped({ type, shape }: Pick<ForeignValue, "type" | "shape">): boolean {
  return type === "" && shape.length > 0;
}

/** InputError where an output that was picked before is not there, or cannot be what it was picked for. */
export function checkPicks(list: OutputList, { map, score }: Outputs): void {
  if (map !== null) checkPick(list, "map", map);
  if (score !== null) checkPick(list, "score", score);
}

/** True where map or score bear the names that anomalib gives them. */
export function isNamedAsAnomalib(values: readonly Pick<ForeignValue, "name">[]): boolean {
  return values.some(({ name }) => name === NAMES.map || name === NAMES.score);
}

/** What was told, or what bears the name that anomalib gives it. */
function pickNamed(list: OutputList, what: keyof typeof NAMES, told: string | undefined): OutputPick | null {
  const { model, values } = list;
  const names = values.map(({ name }) => name);
  if (told === undefined) return names.includes(NAMES[what]) ? { name: NAMES[what], index: null } : null;
  if (names.includes(told)) return { name: told, index: null };
  const [, name = "", index = ""] = /^(.+)\[(\d+)\]$/.exec(told) ?? [];
  if (names.includes(name) && what !== "label") return { name, index: Number(index) };
  throw new InputError(
    `invalid ${flagOf(what)} "${nameInWords(told)}": ${model} has no such output; it has ${namesInWords(names)}`,
  );
}

function onlyMap(list: OutputList, others: readonly Candidate[], hasScore: boolean): OutputPick | null {
  const maps = others.flatMap(({ name, role }) =>
    role.kind === "map" ? [{ name, channels: role.channels }] : [],
  );
  const single = maps.filter(({ channels }) => channels === 1 || channels === null);
  const [only, another] = single.length > 0 ? single : hasScore ? [] : maps;
  if (another !== undefined) throw undecided(list, "map", maps);
  return only === undefined ? null : { name: only.name, index: null };
}

function onlyScore(list: OutputList, others: readonly Candidate[], hasMap: boolean): OutputPick | null {
  const scores = others.flatMap(({ name, role }) =>
    role.kind === "score" ? [{ name, columns: role.columns }] : [],
  );
  const single = scores.filter(({ columns }) => columns === 1);
  // Next to a map, many columns may be anything.
  const [only, another] = single.length > 0 ? single : hasMap ? [] : scores;
  if (another !== undefined) throw undecided(list, "score", single.length > 0 ? single : scores);
  return only === undefined ? null : { name: only.name, index: null };
}

function checkPick(list: OutputList, what: "map" | "score", { name, index }: OutputPick): void {
  const value = list.values.find((each) => each.name === name);
  if (value === undefined)
    throw new InputError(
      `invalid answer of ${list.model}: output ${nameInWords(name)} is missing; it gave ${valuesInWords(list.values)}`,
    );
  const role = roleOf(value.shape, list.rows);
  const refused = (why: string): InputError =>
    new InputError(`invalid ${what} output of ${list.model}: ${valuesInWords([value])} ${why}`);
  if (value.type === "bool" || value.type === "string") throw refused("holds no numbers");
  if (role.kind === "open") return;
  if (role.kind !== what)
    throw refused(`${expectedOf(what, list)}; ${flagOf(what)} says which output to read`);
  const count = role.kind === "map" ? role.channels : role.columns;
  if (count === null || ((index ?? 0) < count && (index !== null || count === 1))) return;
  const kind = what === "map" ? "channel" : "column";
  throw refused(
    `has ${count} ${kind}${count === 1 ? "" : "s"}: ${flagOf(what)} "${nameInWords(name)}[${count === 2 ? 1 : 0}]" says which${count === 2 ? "" : ", counted from 0"}`,
  );
}

function expectedOf(what: "map" | "score", { rows }: OutputList): string {
  const batch = rows === null ? "" : ` of ${rows} picture${rows === 1 ? "" : "s"}`;
  return what === "map"
    ? `has not two axes of space; expected [N, H, W] or [N, 1, H, W]${batch}`
    : `has not one value per picture; expected [N] or [N, 1]${batch}`;
}

function undecided(
  list: OutputList,
  what: "map" | "score",
  candidates: readonly { readonly name: string }[],
): InputError {
  const names = candidates.map(({ name }) => name);
  const values = list.values.filter(({ name }) => names.includes(name));
  return new InputError(
    `invalid ${list.model}: each of ${valuesInWords(values)} could be the ${what}; ${flagOf(what)} says which`,
  );
}

function noOutput(list: OutputList): InputError {
  return new InputError(
    `invalid ${list.model}: none of its outputs can be a map or a score (${valuesInWords(list.values)}); ` +
      `${flagOf("map")} and ${flagOf("score")} say which to read`,
  );
}

function flagOf(what: keyof typeof NAMES): string {
  return `--${what}-output`;
}
