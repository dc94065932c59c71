// Whether the scan of one shift alone counts what brute force counts at every value of the published grid of 181: pictures
// of each demo object under the demo model. The first scores are kept in
// test/fixtures/tolerance/grid-scores.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import {
  DEFAULT_DETECTOR,
  openChain,
  openDemoDataset,
  openDetector,
  parseShiftBox,
  pixelAuroc,
  prepareSample,
} from "../dist/index.js";
import { judgedScan } from "../dist/study/tolerance/judged-scan.js";
import { plannedScan } from "../dist/study/tolerance/scan.js";
import { reachAt, scanSides } from "../dist/study/tolerance/scan-ask.js";

const FIXTURE = new URL("../test/fixtures/tolerance/grid-scores.json", import.meta.url).pathname;
const STEPS = 90;

const { values: flags } = parseArgs({
  options: {
    shifts: { type: "string", default: "theta=severe,exposure=severe" },
    defective: { type: "string", default: "2" },
    good: { type: "string", default: "1" },
  },
});

const detector = await openDetector({
  source: DEFAULT_DETECTOR,
  options: { model: "demo" },
  ...{ aspect: "squash", device: "cpu", threads: 1, env: process.env, cwd: process.cwd() },
});
const chain = openChain({ detector, preset: "paper", pixelAuroc });
const data = openDemoDataset({ seed: 0 });
let kept = null;
let differing = 0;
for (const object of data.objects) {
  const all = await data.testSamples(object);
  const samples = [true, false].flatMap((label) =>
    all.filter(({ anomalous }) => anomalous === label).slice(0, Number(label ? flags.defective : flags.good)),
  );
  const objectives = new Map();
  for (const sample of samples) objectives.set(sample.id, await objectiveOf(sample));
  for (const shift of parseShiftBox([flags.shifts])) {
    const { low, high } = scanSides({ shift, steps: STEPS });
    const amounts = [...low.toReversed(), 0, ...high];
    const scores = [];
    for (const { id } of samples)
      scores.push(
        (await objectives.get(id)(amounts.map((amount) => ({ [shift.facts.name]: amount })))).map(
          ({ imageScore }) => imageScore,
        ),
      );
    const threshold = thresholdAmong(scores.flat());
    const { scan, evaluations } = await scanned(shift, samples, objectives, threshold);
    const found = countedBy((factor) => {
      const { escapes, falseRejects } = scan.within(reachAt(scan.sides, shift, factor));
      return [escapes.k, falseRejects.k];
    });
    const brute = countedBy((factor) => bruteForce({ shift, samples, amounts, scores, threshold }, factor));
    const unlike = found.filter((counts, step) => counts.join() !== brute[step].join()).length;
    differing += unlike;
    console.log(
      `${object}, ${shift.facts.name}: ${unlike} of ${found.length} ranges differ, from ${found[0]} to ${found.at(-1)} of ${samples.length} pictures; ${evaluations} evaluations for ${181 * samples.length}`,
    );
    kept ??= {
      ...{ object, shift: shift.facts.name, range: shift.range, threshold },
      pictures: samples.map(({ id, anomalous }, at) => ({ id, anomalous, scores: scores[at] })),
    };
  }
}
await chain.close();
await detector.close();
mkdirSync(dirname(FIXTURE), { recursive: true });
writeFileSync(FIXTURE, `${JSON.stringify(kept)}\n`);
console.log(`${differing} differ in all`);
process.exitCode = differing === 0 ? 0 : 1;

async function objectiveOf(sample) {
  const { image, mask } = await prepareSample(sample, chain.sizes);
  const { object, anomalous } = sample;
  return await chain.objective({ image, mask, object, className: object, anomalous, seed: 0 });
}

/** In the widest gap among the middle third of the scores: many verdicts flip, and none by rounding. */
function thresholdAmong(scores) {
  const sorted = scores.toSorted((left, right) => left - right);
  const middle = sorted.slice(sorted.length / 3, (2 * sorted.length) / 3);
  let widest = 1;
  for (let at = 1; at < middle.length; at++)
    if (middle[at] - middle[at - 1] > middle[widest] - middle[widest - 1]) widest = at;
  return (middle[widest] + middle[widest - 1]) / 2;
}

/** The scan's rounds, each evaluated as it asks for them. */
async function scanned(shift, samples, objectives, threshold) {
  const records = new Map();
  const view = {
    ...{ samples, calibration: [], seed: 0, preset: "paper" },
    decider: () => ({ image: threshold }),
    finished: (sample, role) => (records.has(`${sample} ${role}`) ? `${sample} ${role}` : undefined),
    record: (sample, role) => records.get(`${sample} ${role}`),
    source: records,
  };
  const ask = { shift, steps: STEPS, chunk: 15, parts: {} };
  let evaluations = 0;
  const evaluate = async (sample, role, points) => {
    evaluations += points.length;
    records.set(`${sample} ${role}`, { points: await objectives.get(sample)(points) });
  };
  for (const { id } of samples) await evaluate(id, "original", [{}]);
  for (;;) {
    const open = plannedScan(ask, view).filter(
      ({ sample, role }) => view.finished(sample, role) === undefined,
    );
    if (open.length === 0) return { scan: judgedScan(ask, samples[0].object, view), evaluations };
    for (const { sample, role, experiment } of open) await evaluate(sample, role, experiment.points);
  }
}

function countedBy(counts) {
  return Array.from({ length: STEPS + 1 }, (_, step) => counts(step / STEPS));
}

/** Escapes and false rejects: of a part's shift of each picture within the range, of a station's at the worst value of it. */
function bruteForce({ shift, samples, amounts, scores, threshold }, factor) {
  const [low, high] = shift.range.map((end) => end * factor);
  const within = amounts.flatMap((amount, at) =>
    amount >= low - 1e-9 * Math.abs(low) && amount <= high + 1e-9 * Math.abs(high) ? [at] : [],
  );
  const isWrong = (picture, at) => scores[picture][at] > threshold !== samples[picture].anomalous;
  return [true, false].map((label) => {
    const own = samples.flatMap(({ anomalous }, picture) => (anomalous === label ? [picture] : []));
    if (shift.facts.scope === "part")
      return own.filter((picture) => within.some((at) => isWrong(picture, at))).length;
    return Math.max(...within.map((at) => own.filter((picture) => isWrong(picture, at)).length));
  });
}
