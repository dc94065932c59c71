// What holds for every shift of optics and sensor: the picture at 0, severity, values.

import { describe, expect, it } from "vitest";
import { SEVERITIES } from "../../src/core/shift.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { drawnPicture, rmsDistance, shifted } from "../support/shifted.ts";

const OWN = SHIFTS.all().filter(({ stage }) => stage === "optics" || stage === "sensor");

describe.each(OWN)("$name", (shift) => {
  it("moves a picture the further the more severe it is, from exactly 0", async () => {
    const picture = drawnPicture(90, 31);
    const amounts = [0, ...SEVERITIES.map((severity) => shift.severities[severity][1])];
    const pictures = await shifted(shift, picture, amounts);
    expect(pictures[0]).toEqual(picture.data);
    const distances = pictures.map((each) => rmsDistance(each, picture.data));
    for (const [at, each] of distances.entries()) {
      if (at > 0) expect(each, `at ${amounts[at]}`).toBeGreaterThan((distances[at - 1] ?? 0) + 1e-4);
    }
  });
});
