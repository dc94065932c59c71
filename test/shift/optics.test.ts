// Blurs against their golden fixtures.

import { defocus } from "../../src/shift/optics/defocus.ts";
import { motionX } from "../../src/shift/optics/motion-x.ts";
import { describeFullSize, describeShiftFixture } from "../support/shift-fixture.ts";

const tolerances = { output: 1e-5, amount: { relative: 1e-3, share: 1e-3 }, input: { relative: 1e-3 } };

describeShiftFixture({ name: "defocus", shift: defocus, ...tolerances });
describeFullSize("defocus", defocus, { output: 1e-5, amount: true });
describeShiftFixture({ name: "motion-blur", shift: motionX, ...tolerances });
describeFullSize("motion-blur", motionX, { output: 1e-5, amount: true });
