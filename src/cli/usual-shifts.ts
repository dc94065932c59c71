// What stands for --shift where commands judge a part and a station, and none is given.

import type { ShiftBox } from "../core/shift.ts";
import { formatShiftBox } from "../core/shift-grammar.ts";
import { stationBox } from "../shift/registry.ts";
import { greyObjects } from "../study/grey.ts";
import type { Surroundings } from "./command.ts";
import { quietDataset, testPicturesOf } from "./operating-point-flags.ts";
import type { StudyFlags } from "./study-command.ts";

/** A part and a station at moderate shifts, none of colour where a picture is grey; said in a note. */
export async function usualBox(flags: StudyFlags, surroundings: Surroundings): Promise<ShiftBox> {
  const pictures = await testPicturesOf(await quietDataset(flags, surroundings));
  const box = stationBox({ hasColour: (await greyObjects(pictures)).length === 0 });
  surroundings.note(`note: no --shift: ${formatShiftBox(box)} (moderate)`);
  return box;
}
