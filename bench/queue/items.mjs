// Items that cost nothing to compute: what is left is the price of storing and queueing.
import { createHash } from "node:crypto";

const DIGEST = "0".repeat(64);

/** A work item of the plan; the key is as long as a real one. */
export function trivialItem(number) {
  const key = createHash("sha1").update(String(number)).digest("hex");
  const sample = {
    id: `hazelnut/test/crack/${String(number).padStart(7, "0")}.png`,
    object: "hazelnut",
    defect: "crack",
    anomalous: true,
  };
  const experiment = {
    kind: "search",
    box: { theta: [-90, 90], hue: [-Math.PI, Math.PI], saturation: [-0.5, 0.5] },
    ...{ criterion: "pauroc", strategy: "adam-restarts", budget: 200, seed: 0, from: [] },
  };
  return {
    ...{ key, role: "bound theta+hue+saturation", sample, className: "hazelnut", region: null },
    ...{ content: DIGEST, detector: DIGEST, preset: "paper", known: [], experiment },
  };
}

/** What a real search of the item would leave: a record of full size, and one map. */
export function trivialResult({ key, sample, experiment }, side) {
  const point = { theta: -37.85764330532402, hue: -2.0344642738431533, saturation: 0.4999999999 };
  const level = { pauroc: 0.7559815528634362, loss: -0.15458332002162933 };
  const record = {
    ...{ key, experiment, object: sample.object, sample: sample.id, defect: sample.defect },
    ...{ anomalous: sample.anomalous, maskVanished: false },
    settings: { className: "hazelnut", content: DIGEST, region: null, detector: DIGEST, preset: "paper" },
    points: [{ point, ...level, imageScore: 0.8843485116958618 }],
    search: {
      ...{ evaluations: 200, steps: 200, units: 400, zeroGradientShare: 0, nonFinite: 0, atBorder: false },
      ...{ beforeLastTenth: level, worstByGradient: level, worstByValue: null },
      ...{ finalEvaluations: 1, drafts: 0, exactForDrafts: 0 },
      restarts: [level, level, level, level, level],
    },
  };
  const seed = Number.parseInt(key.slice(0, 6), 16);
  const map = Float32Array.from({ length: side * side }, (_, at) => ((seed + at * 7919) % 65_521) / 65_521);
  return { record, maps: [map] };
}
