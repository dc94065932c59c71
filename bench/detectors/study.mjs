// Searches of one detector, timed: one picture alone, and several pictures as a study takes them.
import { maskSizes } from "../../dist/core/acting-size.js";
import { tensor } from "../../dist/core/tensor.js";
import { openDetector } from "../../dist/detector/registry.js";
import { pixelAuroc } from "../../dist/metrics/pixel-auroc.js";
import { openChain } from "../../dist/objective/chain.js";
import { strategyNamed } from "../../dist/search/registry.js";
import { boxOf } from "../../dist/shift/registry.js";
import { rounded, spreadOf } from "../rounds.mjs";

const STRATEGY = "surrogate-simplex";

/** A detector opened as a study opens it, one thread each. */
export async function contestantOf({ source, options, env = {} }) {
  const detector = await openDetector({
    ...{ source, options, aspect: "squash", device: "cpu", threads: 1 },
    ...{ env: { ...process.env, ...env }, cwd: process.cwd() },
  });
  const chain = openChain({ detector, preset: "paper", pixelAuroc });
  return {
    /** Median milliseconds of one call to the detector by itself, as a study makes it, per picture. */
    asked: async (size, runs) => {
      const scorer = await detector.prepare({ object: "part", className: "part" });
      const picture = tensor([1, 3, size, size], pictureOf(size, 0).data);
      const times = [];
      for (let run = 0; run <= runs; run++) {
        const started = performance.now();
        await scorer.maps(picture);
        if (run > 0) times.push(performance.now() - started);
      }
      return spreadOf(times).median;
    },
    batch: () => chain.batch,
    /** Milliseconds per evaluation of searches of so many pictures, `evaluations` each. */
    searched: async ({ size, ranges, pictures, evaluations }) => {
      const box = boxOf(ranges);
      const search = strategyNamed(STRATEGY);
      const queue = Array.from({ length: pictures }, (_, number) => number);
      let done = 0;
      const takePictures = async () => {
        for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
          const objective = await chain.objective(sampleOf(chain, size, number), "pauroc");
          const settings = { box, budget: Math.ceil(evaluations / 2), seedParts: ["bench", number] };
          const found = await search(objective, settings);
          done += found.evaluations;
        }
      };
      const lanes = pictures === 1 ? 1 : await chain.samplesAtOnce("part", "part");
      const started = performance.now();
      await Promise.all(Array.from({ length: lanes }, takePictures));
      return rounded((performance.now() - started) / done);
    },
    close: async () => {
      await chain.close();
      await detector.close();
    },
  };
}

function sampleOf(chain, size, number) {
  const image = pictureOf(size, number);
  const sizes = chain.sizes(image);
  const { width, height } = sizes.map;
  const inside = (at, extent) => at > 0.5 * extent && at < 0.6 * extent;
  const data = Uint8Array.from({ length: width * height }, (_, pixel) =>
    Number(inside(pixel % width, width) && inside(Math.floor(pixel / width), height)),
  );
  const mask = { width, height, data, ...maskSizes(sizes) };
  return { image, mask, object: "part", className: "part", anomalous: true };
}

function pictureOf(size, number) {
  const data = Float32Array.from({ length: 3 * size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size) % size, at % size];
    const defect = Math.hypot(row - 0.55 * size, column - 0.55 * size) < 0.04 * size ? 0.3 : 0;
    return 0.4 + 0.2 * Math.sin(row * 0.05 + number) * Math.cos(column * 0.07) + defect;
  });
  return { width: size, height: size, data };
}
