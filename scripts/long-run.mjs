// npm run long-run -- [--evaluations 10000] [--model FOLDER] [--explore MINUTES] [--seed N]
// What is left behind by long use: studies one after another in one process, or the explorer under random requests. Tells
// of memory, threads, open files and files in the temporary folder as they go, and ends with exit code 1 where memory
// grows by 1 MB or more per 1,000 evaluations (or requests) after the first tenth, or anything else keeps growing. Linux.
// npm run tells the C library to give back what is freed at once, from one pool, and V8 to keep little room for what is
// young: otherwise both hold tens of megabytes more or less, as work happened to fall, and a leak hides among them.
import { parseArgs } from "node:util";
import { exploreLong } from "./long-run/explorer.mjs";
import { studyLong } from "./long-run/studies.mjs";
import { verdictOf } from "./long-run/watched.mjs";

const TINY = new URL("../test/fixtures/tiny-gelu", import.meta.url).pathname;

/** Until then the explorer opens sessions for shifts that it meets for the first time, up to those that it keeps open. */
const WARM_REQUESTS = 1000;

const { values: flags } = parseArgs({
  options: {
    evaluations: { type: "string", default: "10000" },
    model: { type: "string", default: TINY },
    explore: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const [model, seed] = [flags.model, Number(flags.seed)];
const looks =
  flags.explore === undefined
    ? await studyLong({ model, evaluations: Number(flags.evaluations) })
    : await exploreLong({ model, minutes: Number(flags.explore), seed });
const { lines, grows } = verdictOf(looks, flags.explore === undefined ? 0 : WARM_REQUESTS);
console.log(lines.join("\n"));
process.exitCode = grows ? 1 : 0;
