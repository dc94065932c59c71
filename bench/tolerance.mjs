// How near the searches of growing ranges come to brute force: of three pictures of each demo object the lowest pAUROC that
// uniform draws find in three ranges, beside what a tolerance finds there. The draws are kept in
// test/fixtures/tolerance/lowest-pauroc.json, and go on from there.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { random } from "../dist/core/random.js";
import {
  DEFAULT_DETECTOR,
  openChain,
  openDemoDataset,
  openDetector,
  parseShiftBox,
  pixelAuroc,
  prepareSample,
  rangesOf,
  runStudy,
} from "../dist/index.js";

const FIXTURE = new URL("../test/fixtures/tolerance/lowest-pauroc.json", import.meta.url).pathname;
const BOX = parseShiftBox(["theta=severe,exposure=severe,defocus=severe"]);
const FACTORS = [0.3, 0.6, 1];
/** Draws of a picture before the next one's turn. */
const CHUNK = 300;

const { values: flags } = parseArgs({
  options: {
    // Uniform draws a picture, a third of them in each range.
    draws: { type: "string", default: "20000" },
    // All unless given.
    objects: { type: "string" },
    pictures: { type: "string", default: "3" },
    // Gradient steps of the published search, in each of ten ranges.
    budget: { type: "string", default: "60" },
    // Detectors side by side.
    workers: { type: "string", default: "2" },
  },
});

const detectorSettings = {
  source: DEFAULT_DETECTOR,
  options: { model: "demo" },
  ...{ aspect: "squash", device: "cpu", threads: 1, env: process.env, cwd: process.cwd() },
};

const samples = await chosenSamples();
const pictures = await drawnPictures(Number(flags.draws));
const found = await searchedPictures(Number(flags.budget), Number(flags.workers));
for (const { id, draws, lowest } of pictures) {
  const rows = FACTORS.map((factor, at) => ({ factor, drawn: lowest[at], searched: found(id, factor) }));
  const texts = rows.map(
    ({ factor, drawn, searched }) =>
      `${factor}: ${searched.toFixed(4)} (${(100 * (searched - drawn)).toFixed(2)} points above ${draws} draws)`,
  );
  console.log(`${id}: ${texts.join(", ")}`);
}
const worst = pictures.flatMap(({ id, lowest }) =>
  FACTORS.map((factor, at) => found(id, factor) - lowest[at]),
);
console.log(`at most ${(100 * Math.max(...worst)).toFixed(2)} points above the lowest drawn`);

async function chosenSamples() {
  const data = await openDemoDataset({ seed: 0 });
  const chosen = [];
  const objects = flags.objects?.split(",") ?? data.objects;
  for (const object of objects) {
    const defective = (await data.testSamples(object)).filter(({ anomalous }) => anomalous);
    // One of a defect each.
    const defects = [...new Set(defective.map(({ defect }) => defect))].slice(0, Number(flags.pictures));
    chosen.push(...defects.map((defect) => defective.find((sample) => sample.defect === defect)));
  }
  return chosen;
}

/** What draws found of every picture, evaluated as far as `draws`; a draw counts in every range that holds it. */
async function drawnPictures(draws) {
  const known = existsSync(FIXTURE) ? JSON.parse(readFileSync(FIXTURE, "utf8")).pictures : [];
  const others = known.filter((picture) => samples.every(({ id }) => id !== picture.id));
  const all = samples.map(
    ({ id }) => known.find((picture) => picture.id === id) ?? { id, draws: 0, lowest: FACTORS.map(() => 1) },
  );
  if (all.every((picture) => picture.draws >= draws)) return all;
  // All pictures get on alike: an interruption leaves as many draws of each.
  const queue = samples
    .flatMap((sample, at) => {
      const firsts = [];
      for (let first = all[at].draws; first < draws; first += CHUNK) firsts.push(first);
      return firsts.map((first) => ({ sample, picture: all[at], first }));
    })
    .sort((left, right) => left.first - right.first);
  const drawing = Array.from({ length: Number(flags.workers) }, async () => {
    const detector = await openDetector(detectorSettings);
    const chain = openChain({ detector, preset: "paper", acting: 1024, pixelAuroc });
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await drawChunk(next, chain);
      writeFixture([...others, ...all]);
      process.stderr.write(`${next.picture.id}: ${next.picture.draws} draws\n`);
    }
    await chain.close();
  });
  await Promise.all(drawing);
  return all;
}

async function drawChunk({ picture, sample, first }, chain) {
  const { id, object, anomalous } = sample;
  const { image, mask } = await prepareSample(sample, chain.sizes);
  const objective = await chain.objective({ image, mask, object, className: object, anomalous, seed: 0 });
  const source = random("brute force", id, first);
  const points = Array.from({ length: CHUNK }, (_, draw) => {
    const factor = FACTORS[draw % FACTORS.length];
    const drawn = BOX.map(({ facts, range: [low, high] }) => [
      facts.name,
      factor * source.uniform(low, high),
    ]);
    return Object.fromEntries(drawn);
  });
  for (const { point, pauroc, outOfView } of await objective(points)) {
    if (outOfView === true) continue;
    for (const [at, factor] of FACTORS.entries())
      if (factorOf(point) <= factor) picture.lowest[at] = Math.min(picture.lowest[at], pauroc);
  }
  picture.draws += CHUNK;
}

/** The least factor whose box holds a point. */
function factorOf(point) {
  return Math.max(
    ...BOX.map(({ facts: { name }, range: [low, high] }) => {
      const amount = point[name] ?? 0;
      return amount === 0 ? 0 : amount / (amount < 0 ? low : high);
    }),
  );
}

function writeFixture(all) {
  const pictures = all.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  const text = JSON.stringify({ box: rangesOf(BOX), factors: FACTORS, pictures }, null, 1);
  mkdirSync(dirname(FIXTURE), { recursive: true });
  // An interruption leaves the whole of the file before.
  writeFileSync(`${FIXTURE}.part`, `${text}\n`);
  renameSync(`${FIXTURE}.part`, FIXTURE);
}

/** The lowest pAUROC of a picture within a range, of all that a tolerance evaluates there. */
async function searchedPictures(budget, workers) {
  const runFolder = mkdtempSync(join(tmpdir(), "faultline-tolerance-"));
  const data = await openDemoDataset({ seed: 0 });
  const own = async (object) => samples.filter((sample) => sample.object === object);
  const settings = { ranges: rangesOf(BOX), operatingPoint: "score=0.5", criterion: "pauroc", budget };
  const asks = [{ question: "original", settings: { shifts: Object.keys(rangesOf(BOX)) } }];
  const { records } = await runStudy(
    {
      asks: [...asks, { question: "tolerance", settings }],
      ...{ seed: 0, samplesPerObject: null, preset: "paper", acting: 1024 },
    },
    {
      ...data,
      objects: [...new Set(samples.map(({ object }) => object))],
      testSamples: own,
      testPictures: own,
    },
    {
      ...{ runFolder, data: {}, detector: detectorSettings, workers },
      clock: () => performance.now(),
      onProgress: ({ done, total }) => process.stderr.write(`${done} of ${total} items\n`),
    },
  );
  const all = [...records.values()];
  rmSync(runFolder, { recursive: true });
  return (id, factor) =>
    Math.min(
      ...all
        .filter(({ sample }) => sample === id)
        .flatMap(({ points }) => points)
        .filter(({ point, outOfView }) => outOfView !== true && factorOf(point) <= factor + 1e-9)
        .map(({ pauroc }) => pauroc),
    );
}
