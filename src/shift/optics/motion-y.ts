// The "-y" twin of motion-x.

import type { ShiftDefinition } from "../define.ts";
import { twinOf } from "../twin.ts";
import { motionX } from "./motion-x.ts";

/** Length of the line in per cent of the height. */
export const motionY: ShiftDefinition = twinOf(motionX, {
  name: "motion-y",
  symbol: "L_y",
  title: "vertical motion blur",
  effect: "blurred up and down",
  unit: "per cent of the height",
  cause: "The line runs faster than the exposure time allows for, or the camera shakes up and down.",
  length: { side: "height", share: 0.01 },
});
