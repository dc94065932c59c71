// report --verify: a run that nobody touched holds; a changed byte is found, the file named, and what is said to mend it
// does.

import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { commandText } from "../../src/cli/made-by.ts";
import { sha256 } from "../../src/core/digest.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import type { Check } from "../../src/results/check.ts";
import { cliIn, type Ran } from "../support/run-cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const folder = await sharedFolder();
const cli = cliIn(folder);
const run = join(folder, "run");
const study = (...more: string[]): Promise<Ran> =>
  cli([
    ...["bound", "--dataset", "demo", "--model", "demo", "--objects", "nut", "--samples", "2"],
    ...["--shift", "theta=20", "--budget", "2", "--threads", "1", "--out", "run", ...more],
  ]);
const textOf = (name: string): Promise<string> => readFile(join(run, name), "utf8");
const rewrite = async (name: string, change: (text: string) => string): Promise<void> =>
  await writeFile(join(run, name), change(await textOf(name)));

/** What differs by `report --verify`, by what it is called. */
async function differing(): Promise<Readonly<Record<string, string>>> {
  const { code, stdout, stderr } = await cli(["report", "run", "--verify", "--json"]);
  const { ok, folders } = JSON.parse(stdout) as {
    readonly ok: boolean;
    readonly folders: readonly { readonly checks: readonly Check[] }[];
  };
  expect(code, stderr).toBe(ok ? 0 : 1);
  const wrong = folders.flatMap(({ checks }) => checks).filter(({ state }) => state === "differs");
  return Object.fromEntries(wrong.map(({ what, lines }) => [what, lines.join("\n")]));
}

/** Runs `body` with the run's folder as it was before, afterwards. */
async function undone(body: () => Promise<void>): Promise<void> {
  const kept = join(folder, "kept");
  await cp(run, kept, { recursive: true });
  try {
    await body();
  } finally {
    await rm(run, { recursive: true });
    await cp(kept, run, { recursive: true });
    await rm(kept, { recursive: true });
  }
}

/** Flips one bit in the middle of a file. */
async function flip(name: string): Promise<void> {
  const bytes = await readFile(join(run, name));
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(join(run, name), bytes);
}

let map: string;
let gallery: readonly string[];
beforeAll(async () => {
  const made = await study("--seed", "3");
  expect(made.code, made.stderr).toBe(0);
  map = `maps/${(await readdir(join(run, "maps")))[0]}`;
  gallery = await readdir(join(run, "gallery"));
}, 120_000);

describe("a stamp", () => {
  it("ends the page: version, machine, command, digests, the study's file", async () => {
    const foot = (await textOf("report.html")).split("<footer>")[1]?.replace(/<\/?i>/g, "") ?? "";
    const { stamp, provenance } = JSON.parse(await textOf("results.json"));
    expect(foot).toContain("<dd>faultline bound --dataset demo --objects nut --samples 2 --seed 3 --out run");
    expect(stamp.machine).toMatch(/\d+ cores?, \w+ \w+, Node \d+\.\d+\.\d+, onnxruntime \d+\.\d+\.\d+$/);
    expect(stamp.version).toBe(provenance.version);
    expect(stamp.study).toBe(sha256(await textOf("study.yaml")));
    const digests = [provenance.dataset.digest, provenance.detector.digest, provenance.plan];
    for (const said of [stamp.machine, stamp.study, stamp.digests.results, ...digests])
      expect(foot).toContain(said);
  });

  it("has the command's words as a shell reads them, and no address of a queue", () => {
    const queue = "redis://:secret@house";
    const flags = { out: "a run", queue, limit: ["pauroc=70%", "loss=0"], subsets: true } as const;
    expect(commandText({ command: "bound", flags })).toBe(
      "faultline bound --out 'a run' --limit pauroc=70% --limit loss=0 --subsets",
    );
  });

  it("stays when the run is asked for again, or its page rebuilt, on another machine", async () => {
    await undone(async () => {
      await rewrite("results.json", (text) => text.replace(/"machine": "[^"]*"/, '"machine": "elsewhere"'));
      const results = await textOf("results.json");
      expect((await study("--seed", "3", "--json")).code).toBe(0);
      expect(await textOf("results.json")).toBe(results);
      await cli(["report", "run"]);
      expect(await textOf("report.html")).toContain("<dd>elsewhere</dd>");
      expect(await differing()).toEqual({});
    });
  });
});

describe("report --verify", () => {
  it("says line by line what holds of a run that nobody touched", async () => {
    const { code, stdout, stderr } = await cli(["report", "run", "--verify"]);
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines.slice(0, -1).every((line) => line.startsWith("ok: "))).toBe(true);
    expect(lines).toContain(
      "ok: journal.jsonl: holds the 6 records of the plan, whole, each under its own key",
    );
    expect(lines.at(-1)).toBe(`verified: all ${lines.length - 1} checks hold`);
  });

  it("finds one bit of each file, and names it", async () => {
    await undone(async () => {
      const [table] = (await readdir(join(run, "tables"))).filter((name) => name.endsWith(".csv"));
      const files = [
        "study.yaml",
        "run.json",
        "results.csv",
        `tables/${table}`,
        "figures/drops.svg",
        "report.html",
      ];
      for (const name of files) await flip(name);
      const found = await differing();
      expect(Object.keys(found).toSorted()).toEqual(files.map((name) => name.replace(/\/.*/, "")).toSorted());
      for (const name of files) expect(found[name.replace(/\/.*/, "")]).toContain(join(run, name));
      expect(found["study.yaml"]).toMatch(/has SHA-256 \w+, stamped \w+; run the same command again/);
      expect(found["report.html"]).toMatch(
        /differs from line \d+, character \d+ on, .*; faultline report \S+ makes/,
      );
    });
  });

  it.each([
    ["results.json", /results\.json/],
    ["question.json", /question\.json/],
    ["journal.jsonl", /journal\.jsonl has no whole record \w+ \(damaged: line \d\)/],
  ])("finds one bit of %s", async (name, said) => {
    await undone(async () => {
      await flip(name);
      expect((await differing())[name]).toMatch(said);
    });
  });

  it("finds a map that is changed or missing, by its record and picture", async () => {
    await undone(async () => {
      await flip(map);
      const { maps, ...others } = await differing();
      expect(maps).toMatch(new RegExp(`${map}, the maps of record \\w+ \\(nut/\\S+\\), has SHA-256`));
      expect(others).toEqual({});
      await rm(join(run, map));
      expect((await differing())["maps"]).toContain(`missing ${join(run, map)}`);
    });
  });

  it("finds a picture of the gallery that is changed or missing, by the page that shows it", async () => {
    const [picture = "", array = ""] = ["original.png", "worst.npy"].map((end) =>
      gallery.find((name) => name.endsWith(end)),
    );
    await undone(async () => {
      await flip(`gallery/${picture}`);
      expect((await differing())["report.html"]).toContain(join(run, "gallery", picture));
    });
    await undone(async () => {
      await rm(join(run, "gallery", array));
      expect((await differing())["report.html"]).toContain(`missing file ${join(run, "gallery", array)}`);
    });
  });

  it("finds a record that was altered together with its checksum, and one of another picture", async () => {
    await undone(async () => {
      await rewrite("journal.jsonl", (text) => {
        const [first = "", ...others] = text.split("\n");
        const line = first.slice(17).replace(/"content":"./, '"content":"_');
        return [`${sha256(line).slice(0, 16)} ${line}`, ...others].join("\n");
      });
      const { "journal.jsonl": journal, "data set": data } = await differing();
      expect(journal).toMatch(/is not what was asked for under that key/);
      expect(journal).toMatch(/is of another picture nut\/\S+ than the records before it/);
      expect(data).toMatch(/the pictures of the records have digest \w+, results\.json says \w+;/);
    });
  });

  it("finds results whose stamp was made for others, and says what was not stamped", async () => {
    await undone(async () => {
      const { stamp, ...bare } = JSON.parse(await textOf("results.json"));
      const wrong = { ...bare, stamp: { ...stamp, digests: { ...stamp.digests, detector: "0".repeat(64) } } };
      await writeFile(join(run, "results.json"), `${JSON.stringify(wrong, null, 1)}\n`);
      expect((await differing())["stamp"]).toMatch(/detector is 0{64} in the stamp/);
      await writeFile(join(run, "results.json"), `${JSON.stringify(bare, null, 1)}\n`);
      await cli(["report", "run"]);
      const { code, stdout } = await cli(["report", "run", "--verify"]);
      expect(stdout).toContain("not stamped: stamp: an earlier version or a program made it");
      expect(code).toBe(0);
    });
  });

  it("is told to run the same command again, which mends what it found", async () => {
    await undone(async () => {
      for (const name of ["study.yaml", "journal.jsonl", map]) await flip(name);
      // A number, wherever it is: a flipped brace would leave results that nothing can be told of.
      await rewrite("results.json", (text) => text.replace(/(0\.\d+)\d(?=,?\n)/, "$15"));
      expect(Object.keys(await differing())).toEqual(
        expect.arrayContaining(["study.yaml", "journal.jsonl", "maps"]),
      );
      const again = await study("--seed", "3");
      expect(again.code, again.stderr).toBe(0);
      expect(await differing()).toEqual({});
    });
  });

  it("ends when it is interrupted, and refuses what cannot go together", async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await cli(["report", "run", "--verify"], { signal: controller.signal })).code).toBe(130);
    expect((await cli(["report", "run", "--verify", "--no-pictures"])).code).toBe(2);
    expect((await cli(["report", "run", "--json"])).code).toBe(2);
  });
});

describe("report --no-pictures", () => {
  it("writes a page without a picture beside the other, stamped the same, which is verified too", async () => {
    const whole = await textOf("report.html");
    const { code, stdout } = await cli(["report", "run", "--no-pictures"]);
    expect([code, stdout]).toEqual([0, `report without pictures: ${join(run, "report-no-pictures.html")}`]);
    const page = await textOf("report-no-pictures.html");
    expect(whole).toContain("data:image/png;base64,");
    expect(page).not.toMatch(/data:image|base64|<img|gallery\/|maps\//);
    expect(page).toContain("Without pictures: ");
    expect(page.split("<footer>")[1]).toBe(whole.split("<footer>")[1]);
    expect(await textOf("report.html")).toBe(whole);
    expect(await differing()).toEqual({});
    await flip("report-no-pictures.html");
    expect(Object.keys(await differing())).toEqual(["report-no-pictures.html"]);
  });
});
