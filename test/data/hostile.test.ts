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
import { putFile } from "../support/put-file.ts";
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

  it("of 20,000 objects is read in time in proportion", async () => {
    const root = await scratchFolder();
    const rows = Array.from({ length: 20_000 }, (_, at) => `o${at},test,normal,o${at}/${at}.png,`);
    await plant(root, { "split_csv/1cls.csv": `object,split,label,image,mask\n${rows.join("\n")}\n` });
    expect(await publishedTable(root, () => {})).toHaveLength(20_000);
    const { absent } = await checkDataset({ kind: "visa", options: { root }, published: new Map() });
    expect(absent).toHaveLength(20_000);
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
