// The JSON documents of a run folder, each read as every one of them: results and all that is drawn of them, the
// reproduction, the question, whose folder it is, its lock.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../src/core/errors.ts";
import type { Random } from "../../../src/core/random.ts";
import { reportFiles, summaryText } from "../../../src/report/write.ts";
import { takeLock } from "../../../src/results/lock.ts";
import { RESULT_TABLES } from "../../../src/results/query-results.ts";
import { questionsOf } from "../../../src/results/questions.ts";
import { readReproduction, readSummary, refuseOlderResults } from "../../../src/results/read-document.ts";
import { checkFolder } from "../../../src/results/run-folder.ts";
import { contentDigest } from "../../../src/results/stamping.ts";
import { GOLDEN_REPRODUCTION, GOLDEN_SUMMARY } from "../../support/golden-summary.ts";
import { SUMMARY } from "../../support/summary.ts";
import { pick } from "../draw.ts";
import type { FuzzedReader } from "../reader.ts";

const IDENTITY = { faultline: "run", dataset: "mvtec", detector: "0123" } as const;
const QUESTION = { title: "a question", asked: { a: 1 }, keys: ["a"], shifts: [{ name: "theta", unit: "" }] };
const RESULTS = [
  { ...GOLDEN_SUMMARY, gallery: [] },
  { ...SUMMARY, gallery: [] },
].map((each) => JSON.stringify(each));
const OTHERS = [IDENTITY, QUESTION, { pid: 1, host: "another", boot: "" }, GOLDEN_REPRODUCTION].map((each) =>
  JSON.stringify(each),
);
const VALUES = [
  "null",
  "3",
  "-1",
  `"a"`,
  `"../../a"`,
  "[]",
  "{}",
  "[null]",
  "1e999",
  "true",
  "[[[1]]]",
  "1e21",
];

/** Results with one or two values, lists or objects exchanged. */
function made(random: Random): Uint8Array {
  let text = pick(RESULTS, random);
  for (let change = random.integer(2); change >= 0; change--) {
    const places = [...text.matchAll(/[:,[]("[^"]*"|-?[\d.]+|true|false|null|\[[^[\]]*\]|\{[^{}]*\})/g)];
    const { index, 0: whole } = pick(places, random);
    text = `${text.slice(0, index + 1)}${pick(VALUES, random)}${text.slice(index + whole.length)}`;
  }
  return Buffer.from(text);
}

export const runDocuments: FuzzedReader = {
  name: "run-documents",
  seeds: async () => [...RESULTS, ...OTHERS].map((text) => Buffer.from(text)),
  make: made,
  words: [...VALUES, `"schema":2`, `"schema":4`, `"kind":"table"`, `"values":`],
  // A whole report is drawn of what is read.
  inTests: 80,
  read: async (bytes, folder) => {
    for (const name of ["results.json", "reproduction.json", "question.json", "run.json", "lock"])
      await writeFile(join(folder, name), bytes);
    for (const read of [
      () => readReproduction(folder),
      () => refuseOlderResults(folder),
      () => questionsOf(folder),
      () => checkFolder(folder, IDENTITY),
      async () => await (await takeLock(join(folder, "lock"))).release(),
    ])
      await read().catch(unlessTyped);
    const summary = await readSummary(folder);
    if (summary === undefined) throw new InputError("missing results");
    contentDigest(summary);
    for (const table of Object.values(RESULT_TABLES)) table.rows({ question: "a", summary });
    summaryText(summary);
    await reportFiles(folder, summary);
  },
};

function unlessTyped(error: unknown): void {
  if (!(error instanceof InputError)) throw error;
}
