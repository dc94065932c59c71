// A folder of good pictures beside the data set: whose they are, what they are called, and what is refused.

import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, present } from "../../src/core/errors.ts";
import { movedTo, pictureOptions } from "../../src/data/options.ts";
import { openDataset } from "../../src/data/registry.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mask, picture, plant } from "../support/tree.ts";

const mvtec = async (): Promise<string> =>
  plant(await scratchFolder(), {
    "gear/test/good/000.png": picture(),
    "nut/test/good/000.png": picture(),
  });

const idsOf = async (
  calibration: string,
  object: string,
  objects?: readonly string[],
): Promise<readonly string[]> => {
  const dataset = await openDataset("mvtec", { root: await mvtec(), calibration, objects });
  return (await present(dataset.calibrationSamples, "calibration")(object)).map(({ id }) => id);
};

describe("calibration pictures", () => {
  it("are good ones of any depth, named by their place below the folder, wherever that lies", async () => {
    const files = { "b.png": picture(), "day 1/cam/a.png": picture(0.25), "notes.txt": "" };
    const [here, there] = [await plant(await scratchFolder(), files), join(await scratchFolder(), "moved")];
    const read = async (calibration: string): Promise<unknown> => {
      const dataset = await openDataset("demo", { objects: ["nut"], calibration });
      const samples = await present(dataset.calibrationSamples, "calibration")("nut");
      return Promise.all(
        samples.map(async ({ id, object, defect, anomalous, digest }) => [
          ...[id, object, defect, anomalous],
          await digest(),
        ]),
      );
    };
    const before = await read(here);
    expect(before).toEqual([
      ["calibration/b.png", "nut", "good", false, expect.any(String)],
      ["calibration/day 1/cam/a.png", "nut", "good", false, expect.any(String)],
    ]);
    await rename(here, there);
    expect(await read(there)).toEqual(before);
  });

  it("lie in a folder of each object's name where several are studied, or one has such a folder", async () => {
    const folder = await plant(await scratchFolder(), { "nut/a.png": picture(), "stray.png": picture() });
    expect(await idsOf(folder, "nut")).toEqual(["calibration/nut/a.png"]);
    const missing = new InputError(
      `missing calibration pictures of gear: there is no folder ${join(folder, "gear")}`,
    );
    await expect(idsOf(folder, "gear")).rejects.toThrow(missing);
    // Pictures of nuts choose no threshold for gears, though gears alone are studied.
    await expect(idsOf(folder, "gear", ["gear"])).rejects.toThrow(missing);
    const plain = await plant(await scratchFolder(), { "day 1/a.png": picture() });
    expect(await idsOf(plain, "gear", ["gear"])).toEqual(["calibration/day 1/a.png"]);
    await expect(idsOf(plain, "gear")).rejects.toThrow("missing calibration pictures of gear");
  });

  it("are absent where no folder is named", async () => {
    expect((await openDataset("mvtec", { root: await mvtec() })).calibrationSamples).toBeUndefined();
  });

  it("are read by the rules that are stated, without the region of one file or of their object", async () => {
    const calibration = await plant(await scratchFolder(), { "nut/a.png": picture(0.5) });
    const regions = await plant(await scratchFolder(), { "nut.png": mask([0, 255]) });
    for (const ignore of [join(regions, "nut.png"), regions]) {
      const dataset = await openDataset("mvtec", {
        ...{ root: await mvtec(), calibration, ignore, whiteLevel: 127.5, objects: ["nut"] },
      });
      const [sample] = await present(dataset.calibrationSamples, "calibration")("nut");
      expect((await sample?.loadImage())?.data[0]).toBeCloseTo(128 / 127.5, 6);
      expect((await sample?.loadIgnored?.())?.data.indexOf(1)).toBe(1);
    }
  });

  it.each([
    ["is not there", "absent", "missing --calibration FOLDER/absent: there is no such folder"],
    ["is a file", "file.png", "invalid --calibration FOLDER/file.png: it is a file; name a folder of good"],
    ["is empty", "empty", "invalid --calibration FOLDER/empty: FOLDER/empty has no picture (PNG"],
    ["has two of one name", "twice", "invalid pictures FOLDER/twice/a.bmp, FOLDER/twice/a.png: they have"],
  ])("are refused in one line where the folder %s", async (_, name, message) => {
    const folder = await plant(await scratchFolder(), {
      ...{ "file.png": picture(), "twice/a.png": picture(), "twice/a.bmp": "" },
    });
    await mkdir(join(folder, "empty"));
    const asked = idsOf(join(folder, name), "nut", ["nut"]);
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(message.replaceAll("FOLDER", folder));
  });

  it("have no test picture's name", async () => {
    const root = await plant(await scratchFolder(), { "calibration/a.png": picture() });
    const dataset = await openDataset("folder", {
      ...{
        root,
        normalDir: "calibration",
        calibration: await plant(await scratchFolder(), { "a.png": picture() }),
      },
    });
    await expect(
      present(dataset.calibrationSamples, "calibration")(dataset.objects[0] ?? ""),
    ).rejects.toThrow(/calibration\/a.png is the name of a test picture too; rename/);
  });
});

it("moves with a root that moves, where it lies below it, and is no part of how pictures are read", () => {
  const options = { root: "/a", ignore: "/c/r.png", calibration: "/a/good" };
  expect(movedTo("/b", options)).toEqual({ root: "/b", ignore: "/c/r.png", calibration: "/b/good" });
  expect(movedTo("/b", { root: "/a", calibration: "/a" }).calibration).toBe("/b");
  expect(movedTo("/b", { root: "/a", calibration: "/c" }).calibration).toBe("/c");
  expect(pictureOptions(options)).toEqual({ ignore: "/c/r.png" });
});
