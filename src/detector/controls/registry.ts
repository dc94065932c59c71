// The controls by name: a file and a line each.

import { openRegistry, type Registry } from "../../core/registry.ts";
import type { Detector } from "../detector.ts";
import { constant } from "./constant.ts";
import { type Control, type ControlSurroundings, controlOf } from "./control.ts";
import { ideal } from "./ideal.ts";

export const CONTROLS: Registry<Control> = openRegistry("control", [ideal, constant]);

/** The control of a name at another detector's working size, on its engine, which stays open when it is closed. */
export function controlDetector(name: string, surroundings: ControlSurroundings): Detector {
  return controlOf(CONTROLS.named(name), surroundings);
}
