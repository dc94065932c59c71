// On WebGPU every operator of the pipeline's graphs runs on the device: none falls back to the CPU.

import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PRESET_NAMES } from "../../src/core/preset.ts";
import { loadRuntime } from "../../src/graph/session-node.ts";
import { fusedModel } from "../../src/objective/fused.ts";
import { paperBox, SHIFTS } from "../../src/shift/registry.ts";
import { openTiny, TINY_NAMES, tinyDetector } from "../support/tiny.ts";

process.env["VK_ICD_FILENAMES"] ??= "/usr/lib/chromium/vk_swiftshader_icd.json";
const hasVulkan = existsSync(process.env["VK_ICD_FILENAMES"]);

interface Case {
  readonly name: (typeof TINY_NAMES)[number];
  readonly preset: (typeof PRESET_NAMES)[number];
  readonly points: number;
  readonly names: readonly string[];
}

const cases = TINY_NAMES.flatMap((name) =>
  PRESET_NAMES.flatMap((preset) =>
    [1, 5].map(
      (points): Case => ({ name, preset, points, names: paperBox().map(({ facts }) => facts.name) }),
    ),
  ),
);
const [name] = TINY_NAMES;
/** The shifts of each stage together. */
const stages = ["pose", "light", "optics", "sensor"].map(
  (stage): Case => ({
    ...{ name, preset: "paper", points: 2 },
    names: SHIFTS.all().flatMap((shift) => (shift.stage === stage ? [shift.name] : [])),
  }),
);

describe("a gradient step on WebGPU", () => {
  it.runIf(hasVulkan).each([...cases, ...stages])(
    "has no operator on the CPU: $name, $preset, $points points of $names",
    { timeout: 120_000 },
    async ({ name, preset, points, names }) => {
      const tiny = await openTiny(name);
      const { checkpoint } = tiny;
      const side = checkpoint.config.imageSize;
      const engine = {
        ...({ provider: "webgpu", int8: null } as const),
        open: async () => expect.fail("nothing is opened here"),
        close: async () => {},
      };
      const request = { object: "nut", className: "nut" };
      const model = fusedModel(await tinyDetector(tiny, engine).prepare(request), preset, {
        size: { width: side, height: side },
        acting: { width: side, height: side },
        // A derivative is asked for where every shift has one.
        ...{ names, points, gradient: isDifferentiable(names), draft: false },
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
      if (isDifferentiable(names)) expect(session.outputNames).toContain(`d_${names[0]}`);
      await session.release();
    },
  );
});

function isDifferentiable(names: readonly string[]): boolean {
  return names.every((each) => SHIFTS.named(each).derivative !== "none");
}
