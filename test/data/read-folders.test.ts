// Outputs stay out of what a reader lists; the rest of a root is as good as any other place.

import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DatasetOptions } from "../../src/data/options.ts";
import { refuseReadFolder } from "../../src/data/read-folders.ts";
import { sharedFolder } from "../support/scratch.ts";
import { picture, plant } from "../support/tree.ts";

const folder = await sharedFolder();
const root = join(folder, "data");
for (const path of [
  "gear/test/good",
  "gear/ground_truth/crack",
  "nut/test/good",
  "normal",
  "masks",
  "elsewhere",
])
  await mkdir(join(root, path), { recursive: true });
await symlink("data", join(folder, "link"));

const refusal = async (out: string, kind: string, options: DatasetOptions = {}): Promise<string | null> =>
  refuseReadFolder(join(folder, out), kind, { root, ...options }).then(
    () => null,
    (error: unknown) => String(error),
  );

describe("an MVTec AD root", () => {
  it.each([
    "data",
    ".",
    "data/gear",
    "data/gear/test",
    "data/gear/test/good",
    "data/gear/test/scratch",
    "data/gear/ground_truth",
    "data/gear/runs",
    "data/screw/test",
    "data/screw/train/good",
    "link",
    "link/nut/test/runs",
  ])("takes no outputs at %s", async (out) => {
    expect(await refusal(out, "mvtec")).toContain("the data set is read from");
  });

  it("nor where the reader lists an object that is not studied", async () => {
    expect(await refusal("data/nut/test/runs", "mvtec", { objects: ["gear"] })).toContain("data/nut");
  });

  it.each(["data/runs/x", "data/runs", "link/runs/x", "elsewhere", "data-runs"])(
    "takes them at %s",
    async (out) => {
      expect(await refusal(out, "mvtec")).toBeNull();
    },
  );
});

describe("a folder of pictures", () => {
  it.each(["data", "data/normal", "data/normal/run", "data/anomalous", "data/masks", "link/masks"])(
    "takes no outputs at %s",
    async (out) => expect(await refusal(out, "folder")).toContain("the data set is read from"),
  );

  it("takes them elsewhere, also where another flag names the pictures' folder", async () => {
    expect(await refusal("data/runs", "folder")).toBeNull();
    expect(await refusal("data/normal", "folder", { normalDir: "elsewhere" })).toBeNull();
    expect(await refusal("data/elsewhere/run", "folder", { normalDir: "elsewhere" })).toContain("elsewhere");
  });
});

it("a folder of pictures alone takes outputs beside them, but where a later call would look", async () => {
  const plain = await plant(join(folder, "plain"), { "a.png": picture() });
  const refused = ["plain", "plain/normal", "plain/anomalous/x", "plain/masks"];
  for (const out of refused) expect(await refusal(out, "folder", { root: plain })).toContain("read from");
  expect(await refusal("plain/runs", "folder", { root: plain })).toBeNull();
});

it("the folder of calibration pictures takes none, at any depth", async () => {
  const calibration = await plant(join(folder, "calibration"), { "a.png": picture() });
  for (const [kind, options] of [
    ["mvtec", {}],
    ["demo", { root: undefined }],
  ] as const) {
    expect(await refusal("calibration/runs/x", kind, { calibration, ...options })).toContain(
      `calibration pictures are read from ${calibration}; choose another folder`,
    );
    expect(await refusal("runs", kind, { calibration, ...options })).toBeNull();
  }
});

it("data that live in memory are read from nowhere", async () => {
  await refuseReadFolder(root, "demo", {});
});
