// Motion up and down: the other motion on the transposed picture.

import { defineShift, type ShiftDefinition } from "../define.ts";
import { blurAlong, motionX } from "./motion-x.ts";

/** Length of the line in per cent of the height. */
export const motionY: ShiftDefinition = defineShift({
  ...motionX,
  name: "motion-y",
  symbol: "L_y",
  title: "vertical motion blur",
  effect: "blurred up and down",
  unit: "per cent of the height",
  cause: "The line runs faster than the exposure time allows for, or the camera shakes up and down.",
  length: { side: "height", share: 0.01 },
  act: blurAlong("y"),
});
