// The command line that stands beside a sample names the files that the page shows.

import { basename } from "node:path";
import { expect, it } from "vitest";
import { sizesFor } from "../../src/core/acting-size.ts";
import { openFolder } from "../../src/data/folder.ts";
import { openCatalogue } from "../../src/explore/catalogue.ts";
import { findSample } from "../../src/explore/server/samples.ts";
import { openUploads } from "../../src/explore/server/uploads.ts";
import { scratchFolder } from "../support/scratch.ts";
import { plant } from "../support/tree.ts";

it("names one mask, and none of a mask in parts", async () => {
  const root = await plant(await scratchFolder(), {
    "normal/n0.png": "",
    "anomalous/a0.png": "",
    "anomalous/a1.png": "",
    "masks/a0.png": "",
    "masks/a1/000.png": "",
    "masks/a1/001.png": "",
  });
  const dataset = await openFolder({ root });
  const catalogue = await openCatalogue(dataset, ({ id }) => id);
  const context = {
    catalogue,
    uploads: openUploads({
      sizesOf: sizesFor({ workingSize: (size) => size }, "working"),
      words: [],
      reading: {},
    }),
    dataset,
    words: [],
  };
  const masks = ["anomalous/a0.png", "anomalous/a1.png", "normal/n0.png"].map((id) => {
    const mask = findSample(id, context)?.command?.mask;
    return typeof mask === "string" ? basename(mask) : mask;
  });
  expect(masks).toEqual(["a0.png", null, null]);
});
