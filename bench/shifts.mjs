// npm run bench:shifts [-- --json --model ViT-B/16+ --runs 7 --threads 2 --size 1024 --only steps,alone --out FILE]
// What each shift costs. steps: a gradient step of a model with theta, and with theta and one more shift, in alternating
// pairs at the working size. alone: one picture of 1024 × 1024 shifted, a process each: time and the memory it adds.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { shiftFacts } from "../dist/shift/registry.js";
import { machineOf } from "./machine.mjs";
import { contestant, rounded, spreadOf } from "./rounds.mjs";
import { checkpointFolder, writeJob } from "./step.mjs";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    model: { type: "string", default: "ViT-B/16+" },
    runs: { type: "string", default: "7" },
    threads: { type: "string", default: "2" },
    size: { type: "string", default: "1024" },
    shifts: { type: "string" },
    only: { type: "string", default: "steps,alone" },
    out: { type: "string" },
  },
});
const [runs, threads, size] = [flags.runs, flags.threads, flags.size].map(Number);
const named = flags.shifts?.split(",");
const all = shiftFacts().filter(({ name }) => named === undefined || named.includes(name));
const here = (name) => new URL(name, import.meta.url).pathname;
const note = (line) => process.stderr.write(`${line}\n`);
const moderate = (name) => shiftFacts().find((facts) => facts.name === name).severities.moderate[1];

const document = {
  machine: await machineOf({ threads, python: "python3" }),
  ...(flags.only.includes("steps") ? { steps: await steps() } : {}),
  ...(flags.only.includes("alone") ? { alone: await alone() } : {}),
};
const text = `${JSON.stringify(document, null, 2)}\n`;
if (flags.out !== undefined) writeFileSync(flags.out, text);
process.stdout.write(flags.json ? text : table(document));

/** Every shift that is not a pose, beside the same step without it. */
async function steps() {
  const folder = await checkpointFolder(flags.model);
  const job = await writeJob(folder, 1, { threads });
  const open = async (names) => {
    const settings = { ...job, names, gradient: true, precision: "exact" };
    const worker = contestant(process.execPath, [here("step-worker.mjs"), JSON.stringify(settings)]);
    await worker.ask({ kind: "open" });
    return {
      run: async (round) => {
        const point = names.map((name) => moderate(name) * (0.5 + 0.4 * Math.sin(round)));
        return (await worker.ask({ kind: "run", points: [point] })).ms;
      },
      end: () => worker.end(),
    };
  };
  const without = await open(["theta"]);
  const rows = [];
  for (const { name } of all.filter(({ stage }) => stage !== "pose")) {
    const withShift = await open(["theta", name]);
    const ratios = [];
    for (let round = 0; round <= runs; round++) {
      // Who goes first alternates, so that neither profits from the other's warmth.
      const order = round % 2 === 0 ? [without, withShift] : [withShift, without];
      const times = new Map();
      for (const each of order) times.set(each, await each.run(round));
      if (round > 0) ratios.push(times.get(withShift) / times.get(without));
    }
    withShift.end();
    rows.push({ shift: name, ratio: spreadOf(ratios) });
    note(`step with ${name}: ${rows.at(-1).ratio.median}`);
  }
  without.end();
  return { model: flags.model, rows };
}

/** A process for each shift, so that one's memory is not another's. */
async function alone() {
  const rows = [];
  for (const { name, derivative } of all) {
    const measured = {};
    for (const gradient of derivative === "none" ? [false] : [false, true]) {
      const worker = contestant(process.execPath, [
        here("shift-worker.mjs"),
        JSON.stringify({ name, amount: moderate(name), size, threads, runs, gradient }),
      ]);
      const { times, addedMb } = await worker.ask({ kind: "run" });
      worker.end();
      measured[gradient ? "gradient" : "forward"] = { ms: rounded(spreadOf(times).median), addedMb };
    }
    rows.push({ shift: name, ...measured });
    note(`${name} at ${size} px: ${JSON.stringify(measured)}`);
  }
  return { size, rows };
}

function table({ steps: measured, alone: own }) {
  const lines = [];
  for (const { shift, ratio } of measured?.rows ?? [])
    lines.push(`step of ${measured.model} with ${shift}: ${ratio.median} (${ratio.least} to ${ratio.most})`);
  for (const { shift, forward, gradient } of own?.rows ?? []) {
    const more = gradient === undefined ? "" : `, with gradient ${gradient.ms} ms and ${gradient.addedMb} MB`;
    lines.push(`${shift} at ${own.size} px: ${forward.ms} ms, ${forward.addedMb} MB${more}`);
  }
  return `${lines.join("\n")}\n`;
}
