// npm run bench:explore [-- --json --moves 100 --threads N]
// From a slider's move to the updated map, as a client of the server sees it: the demo model, one request after the
// other, each at another point. Turns alone, and turns with colour (whose graph converts to HSV). processorMs is the
// processor time that the server spends per move, which other work on the machine does not change much (Linux). Needs a
// build.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { availableParallelism, cpus, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    moves: { type: "string", default: "100" },
    threads: { type: "string", default: "0" },
  },
});
const moves = Number(flags.moves);
const WARM_UP = 10;

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const loadBefore = loadavg()[0];
const child = spawn(process.execPath, [main, "explore", "--threads", flags.threads], {
  stdio: ["ignore", "pipe", "ignore"],
});
try {
  const [address] = await once(createInterface(child.stdout), "line");
  const port = Number(new URL(address).port);
  const { samples } = JSON.parse(String(await ask(port, "GET", "/api/samples?object=gear&defect=crack")));
  const move = (point) =>
    ask(port, "POST", "/api/evaluate", JSON.stringify({ sample: samples[0].id, point }));
  const measured = {};
  for (const [name, colourOf] of [
    ["turned", () => ({})],
    ["turnedAndShifted", (index) => ({ hue: 0.01 + index / 100, saturation: 0 })],
  ]) {
    const times = [];
    let processor = 0;
    for (let index = -WARM_UP; index < moves; index++) {
      if (index === 0) processor = processorMs(child.pid);
      const started = performance.now();
      await move({ theta: (index % 90) + 0.5, ...colourOf(Math.max(0, index)) });
      if (index >= 0) times.push(performance.now() - started);
    }
    const spent = (processorMs(child.pid) - processor) / moves;
    measured[name] = { ...summary(times), processorMs: Number(spent.toFixed(1)) };
  }
  const result = {
    model: "demo",
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    load: { before: loadBefore, after: loadavg()[0] },
    moves,
    ...measured,
  };
  if (flags.json) console.log(JSON.stringify(result));
  else {
    for (const name of ["turned", "turnedAndShifted"]) {
      const { medianMs, p90Ms, maxMs, processorMs: spent } = measured[name];
      console.log(
        `${name}: median ${medianMs} ms, 90% within ${p90Ms} ms, at most ${maxMs} ms; ${spent} ms of processor time`,
      );
    }
    console.log(`${result.cores} cores, load ${loadBefore.toFixed(1)} before`);
  }
} finally {
  child.kill("SIGINT");
  await once(child, "exit");
}

function summary(times) {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share) =>
    Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1));
  return { medianMs: at(0.5), p90Ms: at(0.9), maxMs: at(1) };
}

/** User and system time of a process so far, all its threads together; NaN where /proc is missing. */
function processorMs(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** The body of an answer. */
function ask(port, method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = method === "POST" ? { Origin: `http://127.0.0.1:${port}` } : {};
    const asked = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(Buffer.concat(chunks))
          : reject(new Error(String(Buffer.concat(chunks)))),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
