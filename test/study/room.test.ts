// What a study's maps take on the disk is said before it begins.

import { expect, it } from "vitest";
import { bytesOfMaps, checkRoom } from "../../src/study/room.ts";
import { scratchFolder } from "../support/scratch.ts";
import { memorySample, planContext, planOf } from "../support/study.ts";

it("counts a map for every point that is missing, and for those that a search keeps", () => {
  const plan = planOf(planContext([memorySample("nut", "crack", 0)]));
  const [original, identity, swept, ...searches] = plan;
  const values = swept?.experiment.kind === "points" ? swept.experiment.points.length : Number.NaN;
  const size = { width: 10, height: 5 };
  expect(bytesOfMaps(plan, new Map(), size)).toBe(200 * (2 + values + 6 * searches.length));
  const done = new Set([original?.key, identity?.key, ...searches.map(({ key }) => key)]);
  expect(bytesOfMaps(plan, done, size)).toBe(200 * values);
});

it("refuses what does not fit and says what is much", async () => {
  const folder = await scratchFolder();
  await expect(checkRoom(folder, 1e18)).rejects.toThrow(/missing room in .*: the maps .* --out$/);
  const notes: string[] = [];
  await checkRoom(folder, 1e6, (line) => notes.push(line));
  expect(notes).toEqual([]);
  await checkRoom(folder, 1e9, (line) => notes.push(line));
  expect(notes).toEqual([`the maps of this study take up to 1.0 GB in ${folder}`]);
});
