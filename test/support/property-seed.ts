// Property tests draw from one seed, so that a commit's result does not change from run to run. PROPERTY_SEED=N draws others;
// a counterexample that one finds belongs among the test's `examples`.

import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? 20240507) });
