// ViT-B-16-plus-240 at its real size, with random weights: read in place, differentiated, within bounded memory.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

it("a gradient through ViT-B-16-plus-240 takes less than 6 GB and converts nothing", {
  timeout: 600_000,
}, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["scripts/full-size.mjs", "--runs", "gradient"],
    { cwd: ROOT },
  );
  const { runs, converted } = JSON.parse(stdout) as {
    runs: { gradient: { result: { gradient: Record<string, number> }; peakGigabytes: number } };
    converted: boolean;
  };
  const { result, peakGigabytes } = runs.gradient;
  console.info(stdout.trim());
  expect(peakGigabytes).toBeLessThan(6);
  expect(converted).toBe(false);
  expect(Object.values(result.gradient).every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
});
