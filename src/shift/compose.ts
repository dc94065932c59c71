// Equation (1) and its inverse for maps (eq. 3), over whatever shifts an experiment names.

import type { PictureSize } from "../core/image.ts";
import { KERNELS, LINEAR, type Resampling } from "../core/resampling.ts";
import type { ShiftFacts } from "../core/shift.ts";
import { add, minimum, stopGradient, subtract } from "../graph/ops/index.ts";
import { resizeTo } from "../graph/resize.ts";
import type { Value } from "../graph/value.ts";
import { clamped } from "./clamped.ts";
import { graphAct, type MapRange, type ShiftDefinition, type Space } from "./define.ts";

/** An amount [P] for every shift that is in the graph. */
export type ShiftValues = Readonly<Record<string, Value>>;

/**
 * Pictures [1 or P, C, H, W] under these shifts, in canonical order → [1 or P, C, H, W]. Whatever is named, values are
 * clamped to [0, 1] once the pose is done: a resize overshoots.
 */
export function transformImages(
  pictures: Value,
  shifts: readonly ShiftDefinition[],
  amounts: ShiftValues,
): Value {
  const posed = actInTurn(pictures, shifts.filter(isPose), amounts);
  const inRange = clamped(posed);
  return actInTurn(
    inRange,
    shifts.filter((shift) => !isPose(shift)),
    amounts,
  );
}

/** The pose alone: what becomes of a mask, or of anything else that moves with the part. */
export function poseImages(pictures: Value, shifts: readonly ShiftDefinition[], amounts: ShiftValues): Value {
  return actInTurn(pictures, shifts.filter(isPose), amounts);
}

/**
 * Maps [P, 1, H, W] of shifted pictures brought back to the unshifted frame: the last shift is undone first. What lay
 * outside is the range's lower end; of maps without one, each map's own least value.
 */
export function alignMaps(
  maps: Value,
  shifts: readonly ShiftDefinition[],
  amounts: ShiftValues,
  range: MapRange,
): Value {
  if (!movesBack(shifts, amounts)) return maps;
  if (range.low !== null) return undone(maps, shifts, amounts, range);
  const floor = stopGradient(minimum(maps, [1, 2, 3]));
  return add(undone(subtract(maps, floor), shifts, amounts, { low: 0, high: null }), floor);
}

/**
 * Shifted pictures [1 or P, C, H, W] as a detector takes them: resized as loading does it, and clamped to [0, 1], since
 * that resize overshoots. Pictures of that size are left as they are.
 */
export function toWorkingSize(
  pictures: Value,
  working: PictureSize,
  resampling: Resampling = "cubic",
): Value {
  const resized = resizeTo(pictures, working, KERNELS[resampling]);
  return resized === pictures ? pictures : clamped(resized);
}

export interface AlignedAt {
  readonly shifts: readonly ShiftDefinition[];
  readonly amounts: ShiftValues;
  /** The size of the pictures that the shifts acted on. */
  readonly acting: PictureSize;
  readonly range: MapRange;
}

/** `alignMaps` at the acting size: maps of another size are brought there, aligned, and brought back, bilinearly. */
export function alignMapsAt(maps: Value, { shifts, amounts, acting, range }: AlignedAt): Value {
  if (!movesBack(shifts, amounts)) return maps;
  const [height = 1, width = 1] = maps.shape.slice(-2);
  const aligned = alignMaps(resizeTo(maps, acting, LINEAR), shifts, amounts, range);
  return resizeTo(aligned, { width, height }, LINEAR);
}

function movesBack(shifts: readonly ShiftDefinition[], amounts: ShiftValues): boolean {
  return shifts.some(({ name, back }) => back !== undefined && amounts[name] !== undefined);
}

function undone(
  maps: Value,
  shifts: readonly ShiftDefinition[],
  amounts: ShiftValues,
  range: MapRange,
): Value {
  return shifts.reduceRight((aligned, shift) => {
    const amount = amounts[shift.name];
    return shift.back === undefined || amount === undefined ? aligned : shift.back(aligned, amount, range);
  }, maps);
}

/** True where one of the shifts moves the part, so that its map must come back. */
export function movesPart(shifts: readonly Pick<ShiftFacts, "stage">[]): boolean {
  return shifts.some(isPose);
}

function isPose({ stage }: Pick<ShiftFacts, "stage">): boolean {
  return stage === "pose";
}

/** Neighbours in one space share its conversions. */
function actInTurn(pictures: Value, shifts: readonly ShiftDefinition[], amounts: ShiftValues): Value {
  let inside: { readonly space: Space<unknown>; readonly form: unknown } | null = null;
  let outside = pictures;
  for (const shift of shifts) {
    const amount = amounts[shift.name];
    if (amount === undefined) continue;
    const act = graphAct(shift);
    if (inside !== null && inside.space !== act.space) {
      outside = inside.space.leave(inside.form);
      inside = null;
    }
    const form: unknown = inside === null ? act.space.enter(outside) : inside.form;
    inside = { space: act.space, form: act.apply(form, amount) };
  }
  return inside === null ? outside : inside.space.leave(inside.form);
}
