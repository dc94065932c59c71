// The hostile inputs, one a case: what it is, the files that it needs in its folder, and the command that meets them.

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { corpusOf } from "../../test/fuzz/corpus.ts";
import { storedZip } from "../../test/support/stored-zip.ts";
import { journalLine, manyTensors, png, safetensors, writeNpy, writeRun } from "./made.ts";
import { outsideCases } from "./outside-cases.ts";

/** One input and the command that meets it. */
export interface Case {
  readonly what: string;
  readonly args: readonly string[];
  /** The script that runs the program, given before the arguments; none where it is the program itself. */
  readonly by?: string;
  /** Whether it raises a limit, and may therefore use more than is stated. */
  readonly raised?: boolean;
  /** Writes the files; a finished run of the demo stands in `run` already. */
  write(folder: string): void;
}

const DEMO_MODEL = fileURLToPath(new URL("../../assets/demo-model", import.meta.url));
const CONFIG = "open_clip_config.json";
const WEIGHTS = "open_clip_model.safetensors";
const EMBED = ["embed", "--text", "a", "--out", "rows.npy"];
const RECORDS = ["query", "run", "SELECT count(*) FROM records"];
/** The command that makes `run`. */
export const DEMO_RUN: readonly string[] = [
  ...["bound", "--dataset", "demo", "--model", "demo"],
  ...["--samples", "1", "--budget", "2", "--out", "run"],
];
const nest = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const put =
  (name: string, text: string | Buffer) =>
  (folder: string): void =>
    writeFileSync(join(folder, name), text);

/** Every case, in the order of the rooms. */
export async function allCases(): Promise<readonly Case[]> {
  return [
    ...checkpoints(),
    ...(await pickles()),
    ...configs(),
    ...arrays(),
    ...pictures(),
    ...runs(),
    ...statements(),
    ...settings(),
    ...requests(),
    ...outsideCases(),
  ];
}

function checkpoints(): Case[] {
  const tensor = (dtype: string): string => `{"t":{"dtype":${dtype},"shape":[1],"data_offsets":[0,4]}}`;
  const withHeader = (what: string, header: () => string, values = 4): Case => ({
    what: `safetensors: ${what}`,
    args: [...EMBED, "--model", "model"],
    write: (folder) => {
      mkdirSync(join(folder, "model"));
      cpSync(join(DEMO_MODEL, CONFIG), join(folder, "model", CONFIG));
      writeFileSync(join(folder, "model", WEIGHTS), safetensors(header(), values));
    },
  });
  return [
    withHeader("10 MB of [", () => "[".repeat(10_000_000)),
    withHeader("7 MB of [ in an object", () => `{"a":${"[".repeat(7_000_000)}`),
    withHeader("7 MB of nested objects", () => '{"a":'.repeat(1_400_000)),
    withHeader("99,000 tensors", () => manyTensors(99_000), 4 * 99_000),
    withHeader("1.8 million tensors", () => manyTensors(1_800_000)),
    withHeader("a dtype nested 20,000 deep", () => tensor(nest(20_000))),
    withHeader("a shape of 1e308 and more", () => tensor('"F32"').replace("[1]", "[1e308,1e308]")),
  ];
}

/** Each pickle that once was a find, in the zip file that torch.save makes. */
async function pickles(): Promise<Case[]> {
  return (await corpusOf("pickle")).map(({ name, make }) => ({
    what: `pickle: ${name}`,
    args: [...EMBED, "--model", "demo", "--visual", "visual.pt"],
    write: (folder) => {
      const data = Buffer.from(make()).toString("latin1");
      writeFileSync(
        join(folder, "visual.pt"),
        storedZip({ "archive/data.pkl": data, "archive/version": "3\n" }),
      );
    },
  }));
}

function configs(): Case[] {
  const withConfig = (what: string, change: (text: string) => string): Case => ({
    what: `config: ${what}`,
    args: [...EMBED, "--model", "model"],
    write: (folder) => {
      mkdirSync(join(folder, "model"));
      symlinkSync(join(DEMO_MODEL, WEIGHTS), join(folder, "model", WEIGHTS));
      writeFileSync(join(folder, "model", CONFIG), change(readFileSync(join(DEMO_MODEL, CONFIG), "utf8")));
    },
  });
  return [
    withConfig("a value nested 20,000 deep", (text) => text.replace(/\d+/, nest(20_000))),
    withConfig("10 MB of [", () => "[".repeat(10_000_000)),
    withConfig("a width of 1e999", (text) => text.replace(/"width": *\d+/, '"width": 1e999')),
    withConfig("a width of 0", (text) => text.replace(/"width": *\d+/, '"width": 0')),
    withConfig("a width of 2e9", (text) => text.replace(/"width": *\d+/, '"width": 2000000000')),
    withConfig("2e9 layers", (text) => text.replace(/"layers": *\d+/, '"layers": 2000000000')),
    withConfig("an image of 1e9 pixels a side", (text) =>
      text.replace(/"image_size": *\d+/, '"image_size": 1000000000'),
    ),
  ];
}

function arrays(): Case[] {
  const array = (what: string, descr: string, shape: string, bytes: number): Case => ({
    what: `npy: ${what}`,
    args: [...EMBED, "--model", "demo", "--image", "a.npy"],
    write: (folder) => writeNpy(join(folder, "a.npy"), descr, shape, bytes),
  });
  return [
    array("100 million elements of a byte", "|u1", "(3, 5774, 5774)", 3 * 5774 * 5774),
    array("100 million elements of four bytes", "<f4", "(3, 5774, 5774)", 4 * 3 * 5774 * 5774),
    array("100 million elements in one row", "|u1", "(3, 1, 33333333)", 99_999_999),
    array("a shape that says more than is there", "<f4", "(3, 100000, 100000)", 64),
    array("a shape beyond every integer", "<f4", `(3, ${"9".repeat(400)}, 2)`, 64),
    array("an infinite extent", "<f4", "(3, inf, 2)", 64),
    array("an extent of zero", "<f4", "(3, 0, 2)", 0),
    array("10,000 extents", "<f4", `(${"1, ".repeat(10_000)})`, 4),
  ];
}

function pictures(): Case[] {
  const picture = (what: string, write: (folder: string) => void): Case => ({
    what: `picture: ${what}`,
    args: ["map", "--model", "demo", "--class", "nut", "--image", "a.png", "--out", "map.png"],
    write,
  });
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="9" height="9"/></svg>';
  const large = (folder: string): void => writeFileSync(join(folder, "a.png"), png(9990));
  return [
    picture("9990 by 9990", large),
    {
      ...picture("9990 by 9990, with a higher limit", large),
      args: [...EMBED, "--model", "demo", "--image", "a.png", "--raise-limit", "pixels=1e8,decode-bytes=4e8"],
      raised: true,
    },
    picture("7900 by 7900", (folder) => writeFileSync(join(folder, "a.png"), png(7900))),
    picture("65,000 by 65,000 by its header alone", (folder) =>
      writeFileSync(join(folder, "a.png"), ofSize(65_000)),
    ),
    picture("an .svg behind a .png name", put("a.png", drawing)),
    picture("a .pdf behind a .png name", put("a.png", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")),
    picture("a page of HTML behind a .png name", put("a.png", "<!doctype html><p>404")),
    {
      what: "data check: eight pictures of 9990 by 9990",
      args: [
        "data",
        "check",
        "--dataset",
        "folder",
        "--root",
        "data",
        "--normal-dir",
        "good",
        "--abnormal-dir",
        "bad",
      ],
      write: (folder) => {
        const bytes = png(9990);
        for (const name of ["good", "bad"]) {
          mkdirSync(join(folder, "data", name), { recursive: true });
          for (let at = 0; at < 4; at++) writeFileSync(join(folder, "data", name, `${at}.png`), bytes);
        }
      },
    },
  ];
}

/** A small picture whose header says that it is `side` pixels wide and high. */
function ofSize(side: number): Buffer {
  const bytes = png(8);
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  return bytes;
}

function runs(): Case[] {
  const journal = (what: string, write: (path: string) => void, args: readonly string[] = RECORDS): Case => ({
    what: `journal: ${what}`,
    args,
    write: (folder) => write(join(folder, "run/journal.jsonl")),
  });
  const lines = [
    journalLine("{bad"),
    journalLine("null"),
    journalLine("1"),
    journalLine('{"key":1}'),
    journalLine(nest(20_000)),
  ];
  const damaged = (path: string): void => writeFileSync(path, readFileSync(path, "utf8") + lines.join(""));
  const results = (what: string, text: string, args: string[]): Case => ({
    what,
    args,
    write: put("run/results.json", text),
  });
  return [
    journal("64 MB without a newline", (path) => writeRun(path, "a", 64_000_000)),
    journal("200 MB without a newline", (path) => writeRun(path, "a", 200_000_000)),
    journal("30 MB of newlines", (path) => writeRun(path, "\n", 30_000_000)),
    journal("right checksums around no records", damaged),
    journal("right checksums around no records, gone on with", damaged, DEMO_RUN),
    results("results.json: a schema alone, report", '{"schema":2}', ["report", "run"]),
    results("results.json: a schema alone, diff", '{"schema":2}', ["diff", "run", "run"]),
    results("results.json: null", "null", ["report", "run"]),
    results("results.json: nested 20,000 deep", nest(20_000), ["report", "run"]),
    results("results.json: 10 MB of [", "[".repeat(10_000_000), ["report", "run"]),
  ];
}

function statements(): Case[] {
  const statement = (what: string, sql: string): Case => ({
    what: `query: ${what}`,
    args: ["query", "run", sql],
    write: () => {},
  });
  return [
    statement("enable_logging", "CALL enable_logging(storage='stdout')"),
    statement("two statements", "SELECT 1; SELECT 2"),
    statement("a file of the machine", "SELECT * FROM read_text('/etc/passwd')"),
    statement("a setting", "SET memory_limit='100GB'"),
    statement("brackets 20,000 deep", `SELECT ${"(".repeat(20_000)}1${")".repeat(20_000)}`),
  ];
}

function settings(): Case[] {
  const study = (what: string, text: string): Case => ({
    what: `study.yaml: ${what}`,
    args: ["run", "study.yaml"],
    write: put("study.yaml", text),
  });
  const aliases = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`);
  return [
    study("nested 20,000 deep", `a: ${nest(20_000)}\n`),
    study("1 MB of [", "[".repeat(1_000_000)),
    study("aliases that double 30 times", `a0: &a0 [1]\n${aliases.join("\n")}\n`),
    study("1 MB of dashes", `${"- ".repeat(500_000)}\n`),
    study("a terminal's commands in a name", '"\\e[2J\\r\\nx": 1\n'),
  ];
}

function requests(): Case[] {
  const by = fileURLToPath(new URL("./explorer.mjs", import.meta.url));
  const paths = ["/\\[x", "/%", "/%00", "//[", "/..%2f..%2fetc/passwd", `/${"a/".repeat(6000)}`];
  return paths.map((path) => ({
    what: `explorer: ${path.slice(0, 30)}`,
    by,
    args: ["run", path],
    write: () => {},
  }));
}
