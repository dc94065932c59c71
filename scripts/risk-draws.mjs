// Exact intervals of a risk against very many draws of the demo: cuts them into studies of 299 draws and counts how many
// studies' intervals hold the share of all. Needs a build: node scripts/risk-draws.mjs [--draws 100000] [--out .cache/risk].
// Hours on two cores; the same command takes up what is there, --read reads it alone.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { countOf } from "../dist/metrics/decisions/clopper-pearson.js";
import { recordOfLine } from "../dist/results/journal-lines.js";

const STUDY = 299;
const SHIFTS = "theta=normal(0,20),exposure=normal(0,0.5)";
/** At which the defective picture of the two passes at some 2% of the draws. */
const THRESHOLD = 0.75;

const { values: flags } = parseArgs({
  options: {
    draws: { type: "string", default: "100000" },
    out: { type: "string", default: ".cache/risk" },
    read: { type: "boolean", default: false },
  },
});
const words = [
  ...["risk", "--dataset", "demo", "--model", "demo", "--objects", "gear", "--samples", "2"],
  ...["--threads", "1", "--shift", SHIFTS, "--operating-point", `score=${THRESHOLD}`],
  ...["--limit", "escapes=0,false-rejects=0", "--draws", flags.draws, "--out", flags.out],
];
if (!flags.read) drawAll();

function drawAll() {
  const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  const { status } = spawnSync(process.execPath, [main, ...words], { stdio: ["ignore", 2, "inherit"] });
  if (status !== 0) process.exit(status ?? 1);
}

const pictures = new Map();
for (const line of readFileSync(`${flags.out}/journal.jsonl`, "utf8").trimEnd().split("\n")) {
  const { sample, anomalous, experiment, points } = recordOfLine(Buffer.from(line));
  if (experiment.keeps !== "numbers") continue;
  const own = pictures.get(sample) ?? new Map();
  // The station's draw, one for all pictures, tells draws apart.
  for (const { point, imageScore } of points) own.set(point.exposure, imageScore > THRESHOLD !== anomalous);
  pictures.set(sample, own);
}
for (const [sample, draws] of pictures) print(sample, [...draws.values()]);
const [first, ...others] = pictures.values();
const shared = [...first].filter(([lamp]) => others.every((own) => own.has(lamp)));
print(
  "any of them",
  shared.map(([lamp, isWrong]) => isWrong || others.some((own) => own.get(lamp))),
);

/** The share of all draws, and of how many studies of 299 the interval holds it. */
function print(what, wrong) {
  const k = wrong.filter(Boolean).length;
  const share = k / wrong.length;
  const studies = Array.from({ length: Math.floor(wrong.length / STUDY) }, (_, at) => {
    const own = wrong.slice(at * STUDY, (at + 1) * STUDY);
    return countOf(own.filter(Boolean).length, STUDY);
  });
  const held = studies.filter(({ low, high }) => low <= share && share <= high).length;
  console.log(
    `${what}: wrong at ${k} of ${wrong.length} draws, ${(100 * share).toFixed(3)}%; ` +
      `held by ${held} of ${studies.length} intervals from ${STUDY} draws` +
      (studies.length === 0 ? "" : ` (${((100 * held) / studies.length).toFixed(1)}%)`),
  );
}
