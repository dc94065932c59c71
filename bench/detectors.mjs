// npm run bench:detectors [-- --json --only onnx,process,service --evaluations 100 --pictures 6 --runs 15 --out FILE]
// A study's time over the detector's own, for detectors of 50 ms a picture that are no graph: an ONNX file in its process,
// a program, and services in JSON and in binary at 240² and 1024². One thread each. Needs a build.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomDetector } from "./detectors/model.mjs";
import { contestantOf } from "./detectors/study.mjs";
import { machineOf } from "./machine.mjs";
import { contestant, rounded } from "./rounds.mjs";

const OWN_MS = 50;
const PAPER = { theta: [-90, 90], hue: [-Math.PI, Math.PI], saturation: [-0.5, 0.5] };
const LIGHT = { exposure: [-1, 1], hue: [-Math.PI, Math.PI], saturation: [-0.5, 0.5] };
const WITH_LIGHT = { ...PAPER, exposure: [-1, 1] };

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "onnx,process,service" },
    evaluations: { type: "string", default: "100" },
    pictures: { type: "string", default: "6" },
    runs: { type: "string", default: "15" },
    out: { type: "string" },
  },
});
const [evaluations, pictures, runs] = [flags.evaluations, flags.pictures, flags.runs].map(Number);
const wanted = flags.only.split(",");
const here = (name) => new URL(`detectors/${name}`, import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "faultline-bench-detectors-"));
const rows = [];
try {
  const machine = await machineOf({ threads: 1, python: "python3" });
  if (wanted.includes("onnx")) await onnxFile();
  if (wanted.includes("process")) await program();
  if (wanted.includes("service")) {
    for (const encoding of ["binary", "json"]) {
      await service(240, encoding, PAPER);
      // Where a rotation costs more than a second, light shows what the service costs.
      for (const ranges of [PAPER, LIGHT]) await service(1024, encoding, ranges);
    }
  }
  const document = { machine, evaluations, pictures, rows };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (flags.out !== undefined) writeFileSync(flags.out, text);
  process.stdout.write(flags.json ? text : rows.map((row) => `${lineOf(row)}\n`).join(""));
} finally {
  rmSync(folder, { recursive: true });
}

async function onnxFile() {
  const size = 240;
  const file = join(folder, "detector.onnx");
  const alone = async (layers) => {
    writeFileSync(file, randomDetector(size, layers));
    const runtime = contestant(process.execPath, [here("runtime.mjs"), file, String(size)]);
    return { ms: async () => (await runtime.ask({ runs })).ms, end: () => runtime.end() };
  };
  const timeOf = async (layers) => {
    const runtime = await alone(layers);
    const ms = await runtime.ms();
    runtime.end();
    return ms;
  };
  const [few, many] = [await timeOf(2), await timeOf(12)];
  const layers = Math.max(1, Math.round(2 + ((OWN_MS - few) * 10) / (many - few)));
  const runtime = await alone(layers);
  const what = `ONNX file of ${layers + 2} convolutions`;
  const settings = { source: "onnx", options: { file }, size, own: runtime.ms };
  await measured({ ...settings, what, ranges: PAPER });
  await measured({ ...settings, what, ranges: WITH_LIGHT });
  runtime.end();
}

async function program() {
  const command = `${process.execPath} ${here("program.mjs")} ${OWN_MS}`;
  const options = { command, answers: "map,score", resize: "240" };
  await measured({ source: "process", options, what: "program", size: 240, ranges: PAPER });
}

async function service(size, encoding, ranges) {
  const server = contestant(process.execPath, [here("service.mjs"), String(OWN_MS), String(size), encoding]);
  try {
    const port = await server.ask({});
    const options = { url: `http://127.0.0.1:${port}/v2/models/red` };
    const what = `service in ${encoding === "json" ? "JSON" : "binary"}`;
    await measured({ source: "service", options, what, size, ranges });
  } finally {
    server.end();
  }
}

/** A row: the detector by itself before and after, one picture's search, and a study of several pictures between. */
async function measured({ source, options, what, size, ranges, own = async () => OWN_MS }) {
  const open = await contestantOf({ source, options });
  try {
    const [each, number] = size > 240 ? [evaluations / 10, pictures / 2] : [evaluations, pictures];
    const task = { size, ranges, evaluations: each };
    // Graphs are opened, and what is read on first use.
    await open.searched({ ...task, pictures: 1, evaluations: 8 });
    const owns = [await own()];
    const asked = [await open.asked(size, runs)];
    const search = await open.searched({ ...task, pictures: 1 });
    owns.push(await own());
    const study = await open.searched({ ...task, pictures: number });
    owns.push(await own());
    asked.push(await open.asked(size, runs));
    const ownMs = rounded(owns.reduce((sum, ms) => sum + ms, 0) / owns.length);
    const ratios = { searchRatio: rounded(search / ownMs), studyRatio: rounded(study / ownMs) };
    const times = { ownMs, askedMs: Math.min(...asked), searchMs: search, studyMs: study };
    rows.push({ what, size, shifts: Object.keys(ranges), batch: open.batch(), ...times, ...ratios });
    process.stderr.write(`${lineOf(rows.at(-1))}\n`);
  } finally {
    await open.close();
  }
}

function lineOf({ what, size, shifts, ownMs, askedMs, searchMs, searchRatio, studyMs, studyRatio }) {
  const parts = [`own ${ownMs} ms`, `asked ${askedMs} ms`, `one picture's search ${searchMs} ms a point`];
  return `${what}, ${size}², ${shifts.join("+")}: ${parts.join(", ")} (${searchRatio}), study ${studyMs} ms (${studyRatio})`;
}
