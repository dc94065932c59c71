// npm run bench [-- --json --models demo,ViT-B/16+,ViT-L/14 --batches 1,5 --runs 5 --threads 2 --out FILE --python P]
// --variants (contestants.mjs names them, those on a graphics card too) and --only step,parts,metrics choose a part; what is
// left out is null. --cores 0,1 keeps every contestant on these (Linux). --other CHECKOUT measures the steps of another
// checkout, built, in the same turns.
// One document: steps per backbone and batch, parts of a step, metrics; all of it measured in turns, ours beside the
// peer's, so that a busy machine slows both. Needs a build.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { machineOf } from "./machine.mjs";
import { measureMetrics } from "./metrics.mjs";
import { measureParts } from "./parts.mjs";
import { measureSteps } from "./step.mjs";
import { table } from "./table.mjs";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    models: { type: "string", default: "demo,ViT-B/16+,ViT-L/14" },
    batches: { type: "string", default: "1,5" },
    runs: { type: "string", default: "5" },
    threads: { type: "string", default: "2" },
    variants: {
      type: "string",
      default:
        "forward,otherForward,step,otherStep,int8Forward,int8Step,otherInt8Step,peer,peerOneOwnThread,peerBfloat16",
    },
    only: { type: "string", default: "step,parts,metrics" },
    python: { type: "string", default: "python3" },
    out: { type: "string" },
    other: { type: "string" },
    cores: { type: "string" },
  },
});
const settings = {
  models: flags.models.split(","),
  batches: flags.batches.split(",").map(Number),
  runs: Number(flags.runs),
  threads: Number(flags.threads),
  variants: flags.variants.split(","),
  python: flags.python,
  other: flags.other,
  cores: flags.cores,
  note: (line) => process.stderr.write(`${line}\n`),
};
const wanted = flags.only.split(",");
const document = {
  machine: await machineOf(settings),
  ...(wanted.includes("step") ? { step: await measureSteps(settings) } : {}),
  ...(wanted.includes("parts") ? { parts: await measureParts(settings) } : {}),
  ...(wanted.includes("metrics") ? { metrics: await measureMetrics(settings) } : {}),
};
const text = `${JSON.stringify(document, null, 2)}\n`;
if (flags.out !== undefined) writeFileSync(flags.out, text);
process.stdout.write(flags.json ? text : table(document));
