// Noise and resolution against their golden fixtures.

import { noise } from "../../src/shift/sensor/noise.ts";
import { resolution } from "../../src/shift/sensor/resolution.ts";
import { fixtureFloats } from "../support/fixtures.ts";
import { floats } from "../support/graph.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";

describeShiftFixture({
  name: "noise",
  shift: noise,
  output: 1e-6,
  amount: { relative: 1e-3, share: 1e-3 },
  input: { relative: 1e-3 },
  feeds: (tensors, which) => {
    const field = fixtureFloats(tensors, `${which}.field`);
    const side = Math.sqrt(field.length / 3);
    return { "noise.field": floats([3, side, side], field) };
  },
});
describeShiftFixture({ name: "resolution", shift: resolution, output: 1e-5, input: { relative: 1e-5 } });
describeFullSize("resolution", resolution, { output: 1e-5, amount: false });
