// The shifts by name, in canonical order: a file and a line each.

import { openRegistry, type Registry } from "../core/registry.ts";
import { fullBox, type ShiftBox, type ShiftFacts, type ShiftPoint, type ShiftRanges } from "../core/shift.ts";
import { movesPart } from "./compose.ts";
import { factsOf, type ShiftDefinition } from "./define.ts";
import { colourTemperature } from "./light/colour-temperature.ts";
import { contrast } from "./light/contrast.ts";
import { exposure } from "./light/exposure.ts";
import { gamma } from "./light/gamma.ts";
import { hue } from "./light/hue.ts";
import { lightGradientX } from "./light/light-gradient-x.ts";
import { lightGradientY } from "./light/light-gradient-y.ts";
import { saturation } from "./light/saturation.ts";
import { vignette } from "./light/vignette.ts";
import { defocus } from "./optics/defocus.ts";
import { motionX } from "./optics/motion-x.ts";
import { motionY } from "./optics/motion-y.ts";
import { scale } from "./pose/scale.ts";
import { theta } from "./pose/theta.ts";
import { tiltX } from "./pose/tilt-x.ts";
import { tiltY } from "./pose/tilt-y.ts";
import { translateX } from "./pose/translate-x.ts";
import { translateY } from "./pose/translate-y.ts";
import { jpeg } from "./sensor/jpeg.ts";
import { noise } from "./sensor/noise.ts";
import { resolution } from "./sensor/resolution.ts";

export const SHIFTS: Registry<ShiftDefinition> = openRegistry("shift", [
  theta,
  translateX,
  translateY,
  scale,
  tiltX,
  tiltY,
  exposure,
  colourTemperature,
  vignette,
  lightGradientX,
  lightGradientY,
  contrast,
  gamma,
  hue,
  saturation,
  defocus,
  motionX,
  motionY,
  noise,
  resolution,
  jpeg,
]);

/** The facts of all shifts, in canonical order. */
export function shiftFacts(): readonly ShiftFacts[] {
  return SHIFTS.all().map(factsOf);
}

/** The paper's three shifts over its ranges: what is searched where nothing else is asked for. */
export function paperBox(): ShiftBox {
  return fullBox([theta, hue, saturation].map(factsOf));
}

/** What is judged where nothing else is asked for: a part and a station at moderate shifts; colour where there is some. */
export function stationBox({ hasColour }: { readonly hasColour: boolean }): ShiftBox {
  const shifts = [theta, exposure, ...(hasColour ? [colourTemperature] : []), defocus, noise];
  return shifts.map((definition) => ({
    facts: factsOf(definition),
    range: definition.severities.moderate,
  }));
}

/** These names in canonical order, each once; UsageError for one that is not known. */
export function inCanonicalOrder(names: readonly string[]): string[] {
  for (const name of names) SHIFTS.named(name);
  return SHIFTS.names().filter((name) => names.includes(name));
}

/** The shifts that a point names, in canonical order; UsageError for one that is not known. */
export function shiftsAt(point: ShiftPoint): readonly ShiftDefinition[] {
  return inCanonicalOrder(Object.keys(point)).map((name) => SHIFTS.named(name));
}

/** What of a point moves the part. */
export function poseOf(point: ShiftPoint): ShiftPoint {
  const posed = shiftsAt(point).filter((shift) => movesPart([shift]));
  return Object.fromEntries(posed.map(({ name }) => [name, point[name] ?? 0]));
}

/** The box of recorded ranges; UsageError for a shift that is not registered here. */
export function boxOf(ranges: ShiftRanges): ShiftBox {
  return inCanonicalOrder(Object.keys(ranges)).map((name) => {
    const definition = SHIFTS.named(name);
    return { facts: factsOf(definition), range: ranges[name] ?? definition.range };
  });
}
