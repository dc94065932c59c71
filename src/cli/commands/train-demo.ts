// faultline train-demo: trains the demo model anew.

import { z } from "zod";
import { loadTokenizer } from "../../clip/tokenizer.ts";
import { makeEmptyFolder } from "../../core/folders.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import { DEMO_CONFIGS, demoConfigNamed } from "../../train/demo-config.ts";
import { exportModel } from "../../train/export.ts";
import { trainDemo as train } from "../../train/train-demo.ts";
import { defineCommand, type Registration } from "../command.ts";
import { countFlag } from "../options.ts";

export const trainDemo: Registration = defineCommand({
  name: "train-demo",
  summary: "Train a demo model from scratch on synthetic pictures (about eight minutes on two cores)",
  example: "faultline train-demo --out my-demo-model --seed 1",
  options: z.object({
    out: z.string().describe("new or empty folder for the checkpoint"),
    config: z
      .string()
      .optional()
      .describe(`architecture: ${Object.keys(DEMO_CONFIGS).join(" or ")} (default demo)`),
    seed: countFlag("seed", 0).optional().describe("seed (default 1)"),
    steps: countFlag("steps").optional().describe("optimiser steps of the vision tower (default 1000)"),
    pictures: countFlag("pictures").optional().describe("training pictures per object (default 500)"),
  }),
  run: async (
    { out, config: name = "demo", seed = 1, steps = 1000, pictures = 500 },
    { progress, note, signal },
  ) => {
    const started = performance.now();
    const config = demoConfigNamed(name);
    await makeEmptyFolder(out);
    const engine = await openWorkerEngine({ device: "cpu", threads: 0 });
    const settings = {
      config,
      seed,
      picturesPerObject: pictures,
      visionSteps: steps,
      textSteps: 420,
      learningRate: 1e-3,
    };
    const model = await train(settings, { engine, tokenizer: await loadTokenizer(), signal, progress });
    await exportModel(model, config, out, seed);
    await engine.close();
    const seconds = Math.round((performance.now() - started) / 1000);
    note(
      `${out}: trained in ${seconds} s, loss ${model.visionLoss.toFixed(4)}, text ${model.textLoss.toFixed(5)}`,
    );
    return 0;
  },
});
