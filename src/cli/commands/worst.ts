// faultline worst: the worst shift of one sample.

import { z } from "zod";
import { sha256OfFile } from "../../core/digest.ts";
import { CancelledError, present } from "../../core/errors.ts";
import { PRESETS } from "../../core/preset.ts";
import { IDENTITY, type ShiftPoint } from "../../core/shift.ts";
import { formatShiftBox, type ShiftBox } from "../../core/shift-grammar.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { squashNote } from "../../detector/framing.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { DEFAULT_STRATEGY, PUBLISHED_STRATEGY, strategyNamed } from "../../search/registry.ts";
import { needsHsv } from "../../shift/compose.ts";
import { combinationOf } from "../../study/combination.ts";
import { defineCommand, type Registration } from "../command.ts";
import { modelFlags, withModel } from "../model-flags.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { checkOutput } from "../output.ts";
import { pipelineFlags } from "../pipeline-flags.ts";
import { readingFlags } from "../reading-flags.ts";
import { loadSample } from "../sample.ts";
import { namedRanges, shiftFlag } from "../shift-flags.ts";
import { checkedStrategy } from "../study-command.ts";

export const worst: Registration = defineCommand({
  name: "worst",
  summary: "Search the worst shift of one picture",
  example: "faultline worst --model demo --image gear.png --mask gear_mask.png --class gear --json",
  options: z.object({
    ...modelFlags,
    ...pipelineFlags,
    image: z.string().describe(`picture (${PICTURE_FORMATS})`),
    mask: z.string().describe("ground truth: any non-zero pixel is anomalous"),
    ...readingFlags,
    class: z.string().min(1).describe("the object's name, as used in the prompts"),
    shift: shiftFlag,
    strategy: z
      .string()
      .optional()
      .describe(
        `search strategy (default: ${DEFAULT_STRATEGY}; of preset released-code ${PUBLISHED_STRATEGY})`,
      ),
    budget: countFlag("gradient steps")
      .optional()
      .describe("steps of the published search (default: the preset's, 200 or 100)"),
    seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
    sampleId: z
      .string()
      .optional()
      .describe("sample id that the seed depends on (default: the picture's digest)"),
    trace: z.string().optional().describe(".json file to write every evaluated point to"),
    json: z.boolean().default(false).describe("one JSON document on standard output"),
  }),
  run: async (flags, surroundings) => {
    const { over, ranges } = flags.shift;
    const search = strategyNamed(checkedStrategy(flags.strategy, flags.preset));
    if (flags.trace !== undefined) await checkOutput(flags.trace, [".json"], [flags.image, flags.mask]);
    const { circle, budget: usual } = PRESETS[flags.preset];
    const { budget = usual, seed = 0 } = flags;
    return await withModel(flags, surroundings, async (model) => {
      const detector = model.detector({ preset: flags.preset, aspect: flags.aspect, ranges });
      const { size, ...loaded } = await loadSample(flags, detector.workingSize, surroundings.note);
      const sample = { ...loaded, className: flags.class };
      const squashed = over.includes("theta") ? squashNote(flags.aspect, size, flags.image) : null;
      if (squashed !== null) noted(surroundings.note)(squashed);
      const identity = flags.sampleId ?? (await sha256OfFile(flags.image));
      const plain = await detector.objective(sample, { colour: false });
      const [first] = await plain([IDENTITY]);
      const original = present(first, "evaluation");
      const colour = needsHsv(over);
      const result = await search(await detector.objective(sample, { colour }), {
        over,
        ranges,
        circle,
        budget,
        seedParts: [seed, identity],
        signal: surroundings.signal,
        onProgress: (done, total) =>
          surroundings.progress(`${combinationOf(over)}: ${done} of ${total} evaluations`),
      });
      if (surroundings.signal.aborted) throw new CancelledError();
      const { best, evaluations, steps } = result;
      if (flags.trace !== undefined)
        await writeFileAtomic(flags.trace, JSON.stringify(result.trace, null, 1));
      const { theta, hue, saturation } = best.point;
      const summary = {
        point: { theta, hue, saturation },
        pauroc: best.pauroc,
        loss: best.loss,
        original: { pauroc: original.pauroc, loss: original.loss },
        evaluations,
        steps,
        ranges: namedRanges(flags.shift),
        ...(best.pauroc === null ? { reasons: { pauroc: "no anomalous pixel" } } : {}),
      };
      if (flags.json) surroundings.out(JSON.stringify(summary));
      else for (const line of readable(summary, flags.shift)) surroundings.out(line);
      return 0;
    });
  },
});

function readable(
  summary: {
    readonly point: ShiftPoint;
    readonly pauroc: number | null;
    readonly loss: number;
    readonly original: { readonly pauroc: number | null; readonly loss: number };
    readonly evaluations: number;
  },
  searched: ShiftBox,
): string[] {
  const { point, original } = summary;
  const percent = (value: number | null): string =>
    value === null ? "undefined" : `${(100 * value).toFixed(1)}%`;
  return [
    `worst at theta ${point.theta.toFixed(2)}°, hue ${point.hue.toFixed(3)} rad, saturation ${point.saturation.toFixed(3)}`,
    `pAUROC ${percent(original.pauroc)} → ${percent(summary.pauroc)}`,
    `loss ${original.loss.toFixed(4)} → ${summary.loss.toFixed(4)}`,
    `searched ${formatShiftBox(searched)} in ${summary.evaluations} evaluations`,
  ];
}
