// Data sets of strangers: tables that swell, and pipes in the place of pictures, end in one line and at once.

import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { fileDigest } from "../../src/core/file-digest.ts";
import { raiseLimits } from "../../src/core/limits.ts";
import { checkDataset } from "../../src/data/check.ts";
import { readGroups } from "../../src/data/groups.ts";
import { publishedTable } from "../../src/data/visa-table.ts";
import { greatestOf, leastOf } from "../../src/report/extremes.ts";
import { putFile } from "../support/put-file.ts";
import { cliIn } from "../support/run-cli.ts";
import { scratchFolder } from "../support/scratch.ts";
import { picture, plant } from "../support/tree.ts";

let restore = (): void => {};
afterEach(() => restore());

describe("a table", () => {
  it.each([
    ["of a million columns", `sample,part${",".repeat(1e5)}\n`, /Max Record Size|has 100002 cells of 1000/],
    ["of 2,000 columns", `sample,part${",a".repeat(1998)}\n`, /line 1 has 2000 cells of 1000/],
    ["whose quote is never closed", `sample,part\n"${"a,b\n".repeat(1e5)}`, /Max Record Size/],
    ["of one endless line", `sample,part\n${"a".repeat(1e6)}`, /Max Record Size/],
    ["whose rows grow", `sample,part\n${"a,b,c\n".repeat(1e5)}`, /line 2 has 3 cells of 2/],
  ])("%s is refused in one line", async (_, text, why) => {
    const error = await readGroups(await putFile("parts.csv", text)).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(why);
    expect(String(error).length).toBeLessThan(1500);
  });

  it("beyond its limit is refused before it is read", async () => {
    restore = raiseLimits("table-bytes=10");
    await expect(readGroups(await putFile("parts.csv", "sample,part\n"))).rejects.toThrow(
      /12 bytes of a table, at most 10; raise it with --raise-limit table-bytes=12/,
    );
  });

  it("of 2,000 objects is read in time in proportion", async () => {
    const root = await scratchFolder();
    const rows = Array.from({ length: 2_000 }, (_, at) => `o${at},test,normal,o${at}/${at}.png,`);
    await plant(root, { "split_csv/1cls.csv": `object,split,label,image,mask\n${rows.join("\n")}\n` });
    expect(await publishedTable(root, () => {})).toHaveLength(2_000);
    const { absent } = await checkDataset({ kind: "visa", options: { root }, published: new Map() });
    expect(absent).toHaveLength(2_000);
  });
});

describe("a pipe in a picture's place", () => {
  it("is named by data check, and its digest is none", async () => {
    const root = await scratchFolder();
    await plant(root, { "normal/a.png": picture() });
    await mkdir(join(root, "masks"));
    execFileSync("mkfifo", [join(root, "normal", "b.png")]);
    await expect(checkDataset({ kind: "folder", options: { root } })).rejects.toThrow(
      /b.png: it is neither a file nor a folder/,
    );
    await expect(fileDigest(join(root, "normal", "b.png"))).rejects.toThrow(/b.png: it is no ordinary file/);
  });
});

describe("a name with a terminal's commands in it", () => {
  it("is printed as text by data check, each fault and note on a line of its own", async () => {
    const root = await scratchFolder();
    await plant(root, {
      "nut\u001b[2J/train/good/0.png": picture(),
      "nut\u001b[2J/test/good/0\n\u009b2J.png": "no picture",
      "nut\u001b[2J/test/good/a\u202eb.gif": "",
    });
    const seen: string[] = [];
    const run = cliIn(root);
    const { stdout, stderr } = await run(["data", "check", "--dataset", "mvtec", "--root", "."], {
      progress: (line) => seen.push(line),
    });
    // Control characters, and those that turn a line round.
    expect([stdout, stderr, ...seen].join("\n")).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
    expect(stdout).toMatch(/^nut\\u001b\[2J +train/m);
    expect(stdout).toMatch(/^invalid image .*0\\u000a\\u009b2J\.png: it cannot be decoded/m);
    expect(stdout).toMatch(/^note: .*a\\u202eb\.gif/m);
  });
});

describe("more values than a call takes arguments", () => {
  it("have their extremes", () => {
    const values = Array.from({ length: 200_000 }, (_, at) => at);
    expect([leastOf(values), greatestOf(values)]).toEqual([0, 199_999]);
  });
});
