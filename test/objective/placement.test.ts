// On WebGPU every operator of the pipeline's graphs runs on the device: none falls back to the CPU.

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkpointWeights } from "../../src/clip/weights.ts";
import { framingOf } from "../../src/detector/framing.ts";
import { PRESET_NAMES } from "../../src/core/preset.ts";
import { PAPER_RANGES } from "../../src/core/shift.ts";
import { loadRuntime } from "../../src/graph/session-node.ts";
import { pipelineModel } from "../../src/objective/fused.ts";
import { openTiny, TINY_NAMES } from "../support/tiny.ts";

process.env["VK_ICD_FILENAMES"] ??= "/usr/lib/chromium/vk_swiftshader_icd.json";
const hasVulkan = existsSync(process.env["VK_ICD_FILENAMES"]);

const cases = TINY_NAMES.flatMap((name) =>
  PRESET_NAMES.flatMap((preset) => [1, 5].map((points) => ({ name, preset, points }))),
);

describe("a gradient step on WebGPU", () => {
  it.runIf(hasVulkan).each(cases)(
    "has no operator on the CPU: $name, $preset, $points points",
    { timeout: 120_000 },
    async ({ name, preset, points }) => {
      const { checkpoint } = await openTiny(name);
      const size = checkpoint.config.imageSize;
      const spec = { preset, aspect: "squash", ranges: PAPER_RANGES } as const;
      const model = pipelineModel(checkpoint.config, checkpointWeights(checkpoint), spec, {
        framing: framingOf("squash", { width: size, height: size }, size),
        points,
        colour: true,
        gradient: true,
        precision: "exact",
        windows: "all",
      });
      const runtime = await loadRuntime();
      // The runtime refuses to open a session that would need the CPU.
      const session = await runtime.InferenceSession.create(model.bytes, {
        executionProviders: ["webgpu"],
        graphOptimizationLevel: "all",
        extra: {
          "session.disable_cpu_ep_fallback": "1",
          "session.model_external_initializers_file_folder_path": checkpoint.folder,
        },
      });
      expect(session.outputNames).toContain("d_theta");
      await session.release();
    },
  );
});
