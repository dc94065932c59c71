// faultline run: studies written in a file, each run as its command line would be.

import { resolve } from "node:path";
import { z } from "zod";
import { InputError, UsageError } from "../../core/errors.ts";
import { defineCommand, type Registration, type Surroundings } from "../command.ts";
import { commandWords } from "../command-words.ts";
import { flagName } from "../options.ts";
import { studyFlags } from "../study-command.ts";
import type { FiledStudy } from "../study-file/read.ts";

/** What running a file takes besides itself: every other command, and the command line. */
export interface Commands {
  readonly registrations: readonly Registration[];
  readonly runCli: (args: readonly string[], surroundings: Surroundings) => Promise<number>;
}

const options = z.object({
  file: z.string().optional().describe("study file (YAML), such as RUN/study.yaml"),
  out: z
    .string()
    .optional()
    .describe(
      "run folder, in place of the file's own; of several studies, of those that name none themselves",
    ),
  json: z
    .boolean()
    .default(false)
    .describe("one JSON document on standard output: the study's own, or a list of those of several"),
  workers: studyFlags.workers,
  queue: studyFlags.queue,
  tries: studyFlags.tries,
  schema: z.boolean().default(false).describe("print the JSON Schema of study files, for editors"),
});

/** The command that runs the others from a file. */
export function runFile({ registrations, runCli }: Commands): Registration {
  const studiesOf = async (
    { file, out, json, ...where }: z.output<typeof options>,
    surroundings: Surroundings,
  ): Promise<FiledStudy[]> => {
    if (file === undefined) throw new UsageError("missing FILE: which study is to be run? (or --schema)");
    const { readStudies } = await import("../study-file/read.ts");
    const { readStudyText } = await import("../study-file/read-text.ts");
    const text = await readStudyText(resolve(surroundings.cwd, file), file);
    const facts = registrations.map((registration) => registration.facts());
    const studies = readStudies(text, file, facts, { out, json, flags: whereComputed(where) });
    for (const study of studies) await checkStudy(study, registrations, surroundings);
    return studies;
  };
  return defineCommand({
    name: "run",
    summary: "Run studies that are written in a file (docs/study-files.md)",
    example: "faultline run study.yaml",
    positional: ["file"],
    options,
    printed: async (flags, surroundings) => {
      const { studiesText } = await import("../study-file/text.ts");
      return studiesText(await studiesOf(flags, surroundings));
    },
    run: async (flags, surroundings) => {
      if (flags.schema) {
        const { studySchema } = await import("../study-file/schema.ts");
        surroundings.out(JSON.stringify(studySchema(registrations.map((each) => each.facts())), null, 2));
        return 0;
      }
      const studies = await studiesOf(flags, surroundings);
      return await runStudies(studies, { runCli, surroundings, json: flags.json });
    },
  });
}

/** Where all studies of a file are computed; it changes no number, and no kept file names it. */
function whereComputed({
  workers,
  queue,
  tries,
}: Omit<z.output<typeof options>, "out" | "json">): Record<string, string> {
  const given = Object.entries({ workers, queue, tries }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return Object.fromEntries(given);
}

/** Checks a study's flags as its command does, before any study is begun; errors name the file, the line and the key. */
async function checkStudy(
  { command, flags, where, lines }: FiledStudy,
  registrations: readonly Registration[],
  surroundings: Surroundings,
): Promise<void> {
  try {
    await registrations.find((each) => each.command === command.name)?.check(flags, surroundings);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const named = command.flags.find(({ key }) => new RegExp(`${flagName(key)}\\b(?!-)`).test(error.message));
    const line = named === undefined ? undefined : lines.get(named.key);
    const place = line === undefined ? where : `${where}, line ${line}, ${named?.key}`;
    const message = `invalid ${place}: ${error.message}`;
    throw error instanceof UsageError ? new UsageError(message) : new InputError(message);
  }
}

interface Running {
  readonly runCli: Commands["runCli"];
  readonly surroundings: Surroundings;
  readonly json: boolean;
}

/** Interrupted: nothing that follows is begun. */
const INTERRUPTED = 130;
/** From good to bad: done, a limit violated, failed, not even begun. */
const BY_BADNESS = [0, 3, 1, 2];

/** Runs one study after the other, whatever the others come to; the worst exit code of all. */
async function runStudies(
  studies: readonly FiledStudy[],
  { runCli, surroundings, json }: Running,
): Promise<number> {
  const documents: string[] = [];
  let worst = 0;
  for (const [index, study] of studies.entries()) {
    if (studies.length > 1)
      surroundings.note(`study ${index + 1} of ${studies.length}: ${study.command.name}`);
    const printed: string[] = [];
    const out = json ? (line: string): void => void printed.push(line) : surroundings.out;
    const words = commandWords(study.command, study.flags);
    const code = await runCli(words, { ...surroundings, out });
    documents.push(printed.length === 0 ? "null" : printed.join("\n"));
    if (code === INTERRUPTED) return code;
    worst = BY_BADNESS.indexOf(code) > BY_BADNESS.indexOf(worst) ? code : worst;
  }
  const [only = "null"] = documents;
  if (json && studies.length > 1) surroundings.out(`[${documents.join(",")}]`);
  else if (json && only !== "null") surroundings.out(only);
  return worst;
}
