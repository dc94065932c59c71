// faultline worst: the worst shift of one sample.

import { z } from "zod";
import { actingSizeOf } from "../../core/acting-size.ts";
import { sha256OfFile } from "../../core/digest.ts";
import { CancelledError, present, UsageError } from "../../core/errors.ts";
import type { Evaluation, Level } from "../../core/objective.ts";
import { PRESETS } from "../../core/preset.ts";
import { rangesOf, type ShiftBox, type ShiftPoint, UNSHIFTED } from "../../core/shift.ts";
import { shownAmount } from "../../core/shift-amount.ts";
import { formatShiftBox } from "../../core/shift-grammar.ts";
import { writeFileAtomic } from "../../core/write-file.ts";
import { squashNote } from "../../detector/framing.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { pixelAuroc } from "../../metrics/pixel-auroc.ts";
import { openChain } from "../../objective/chain.ts";
import type { Criterion } from "../../objective/criteria/criterion.ts";
import { CRITERIA, DEFAULT_CRITERION, usualCriterion } from "../../objective/criteria/registry.ts";
import { drawsLine, exhaustedLine } from "../../report/draws-text.ts";
import type { DrawsBeside } from "../../results/schema.ts";
import { affordedStrategy, EXHAUSTIVE_STRATEGY, strategyNamed } from "../../search/registry.ts";
import { movesPart } from "../../shift/compose.ts";
import { combinationOf } from "../../study/combination.ts";
import { actingSizeFlag } from "../acting-size-flag.ts";
import { defineCommand, type Registration } from "../command.ts";
import { classFlag, withClassName, withDetector, withDetectorFlags } from "../detector-flags.ts";
import { noted } from "../noted.ts";
import { countFlag } from "../options.ts";
import { checkOutput } from "../output.ts";
import { ignoreFlag, readingFlags } from "../reading-flags.ts";
import { classNameOf, loadSample, placed, refuseGreyPicture } from "../sample.ts";
import { checkedSearch, drawsBeside, drawsFlag, searchFlags } from "../search-flags.ts";
import { namesOf, shiftFlag } from "../shift-flags.ts";
import { pixelReasons } from "../undefined-reasons.ts";
import { drawnBeside } from "../worst-draws.ts";

/** What is made worse where no pixel is known to be anomalous. */
const UNMASKED = usualCriterion({ masked: false, givesMaps: true });

const ownFlags = {
  image: z.string().describe(`picture (${PICTURE_FORMATS})`),
  mask: z
    .string()
    .optional()
    .describe("ground truth: any non-zero pixel is anomalous; criteria without pixels do without it"),
  ...readingFlags,
  ...ignoreFlag,
  class: classFlag,
  shift: shiftFlag,
  actingSize: actingSizeFlag,
  ...searchFlags,
  draws: drawsFlag,
  criterion: z
    .string()
    .optional()
    .describe(
      `what the search makes worse: ${CRITERIA.names().join(", ")} (default ${DEFAULT_CRITERION}; without --mask ${UNMASKED})`,
    ),
  seed: countFlag("seed", 0).optional().describe("seed (default 0)"),
  sampleId: z
    .string()
    .optional()
    .describe("sample id that the seed depends on (default: the picture's digest)"),
  trace: z.string().optional().describe(".json file to write every evaluated point to"),
  json: z.boolean().default(false).describe("one JSON document on standard output"),
};

export const worst: Registration = defineCommand({
  name: "worst",
  summary: "Search the worst shift of one picture",
  example: "faultline worst --model demo --image gear.png --mask gear_mask.png --class gear --json",
  options: () => withClassName(withDetectorFlags(ownFlags)),
  run: async (given, surroundings) => {
    const flags = placed(given, surroundings.cwd);
    const { shift: box, preset } = flags;
    const masked = flags.mask !== undefined;
    const { strategy, budget } = checkedSearch({ ...flags, criterion: flags.criterion ?? UNMASKED }, preset);
    if (!masked && flags.criterion !== undefined && comparesPixels(flags.criterion))
      throw new UsageError(
        `missing --mask: criterion ${flags.criterion} compares anomalous pixels with others`,
      );
    const afforded = affordedStrategy(strategy, box, budget);
    const search = strategyNamed(afforded);
    if (flags.trace !== undefined)
      await checkOutput(flags.trace, [".json"], [flags.image, flags.mask, flags.ignore]);
    return await withDetector(flags, surroundings, async (detector) => {
      const { givesMaps = true } = detector.facts ?? {};
      const criterion = flags.criterion ?? usualCriterion({ masked, givesMaps });
      if (!masked && CRITERIA.named(criterion).reads === "image score")
        noted(surroundings.note)("without --mask the picture is taken to be a good one: its score is raised");
      const shifts = box.map(({ facts }) => facts);
      const acting = flags.actingSize ?? actingSizeOf(shifts);
      const chain = openChain({ detector, preset, pixelAuroc, acting });
      const sample = await loadSample(flags, chain.sizes, surroundings.note);
      refuseGreyPicture(shifts, sample.image, flags.image);
      const turns = movesPart(shifts);
      const squashed = turns ? squashNote(flags.aspect, sample.pictureSize, flags.image) : null;
      if (squashed !== null) noted(surroundings.note)(squashed);
      const identity = flags.sampleId ?? (await sha256OfFile(flags.image));
      const className = classNameOf(flags);
      const objective = await chain.objective(
        { ...sample, object: className, className, seed: flags.seed ?? 0 },
        criterion,
      );
      const [first] = await objective([UNSHIFTED]);
      const original = present(first, "evaluation");
      const combination = combinationOf(namesOf(box));
      const result = await search(objective, {
        box,
        circle: PRESETS[preset].circle,
        budget,
        seedParts: [flags.seed ?? 0, identity],
        signal: surroundings.signal,
        onProgress: (done, total) => surroundings.progress(`${combination}: ${done} of ${total} evaluations`),
      });
      if (surroundings.signal.aborted) throw new CancelledError();
      const { evaluations, steps } = result;
      const isExhausted = afforded === EXHAUSTIVE_STRATEGY;
      const { worst: best, draws } = await drawnBeside(objective, result.best, {
        ...{ box, object: className, id: identity, seed: flags.seed ?? 0 },
        count: isExhausted ? 0 : drawsBeside(flags.draws, budget),
        signal: surroundings.signal,
      });
      if (flags.trace !== undefined)
        await writeFileAtomic(flags.trace, JSON.stringify(result.trace, null, 1));
      const summary = {
        point: best.point,
        ...(masked ? { ...ofPixels(best), original: ofPixels(original) } : {}),
        ...searchedBy(criterion, best, original),
        evaluations,
        steps,
        ...(draws === null ? {} : { draws }),
        ...(isExhausted ? { exhausted: true as const } : {}),
        ranges: rangesOf(box),
        ...(acting === "working" ? {} : { actingSize: [sample.image.width, sample.image.height] }),
        ...(masked ? pixelReasons(best, givesMaps) : {}),
      };
      if (flags.json) surroundings.out(JSON.stringify(summary));
      else for (const line of readable(summary, box)) surroundings.out(line);
      return 0;
    });
  },
});

/** True where nothing is worse without a mask. */
function comparesPixels(name: string): boolean {
  const { reads, comparesMaps } = CRITERIA.named(name);
  return reads === "map" && !comparesMaps;
}

/** What the mask is compared with. */
function ofPixels({ pauroc, loss }: Level): Level {
  return { pauroc, loss };
}

/** What was made worse, where it is not what is printed anyway. */
function searchedBy(
  name: string,
  best: Evaluation,
  original: Evaluation,
): {
  readonly criterion?: {
    readonly name: string;
    readonly value: number | null;
    readonly original: number | null;
  };
} {
  if (name === DEFAULT_CRITERION) return {};
  const { value }: Criterion = CRITERIA.named(name);
  return { criterion: { name, value: value(best), original: value(original) } };
}

interface Printed extends Partial<Level>, ReturnType<typeof searchedBy> {
  readonly point: ShiftPoint;
  readonly original?: Level;
  readonly evaluations: number;
  readonly draws?: DrawsBeside;
  readonly exhausted?: true;
}

function readable(
  { point, original, criterion, draws, exhausted, ...found }: Printed,
  box: ShiftBox,
): string[] {
  const percent = (value: number | null = null): string =>
    value === null ? "undefined" : `${(100 * value).toFixed(1)}%`;
  const number = (value: number | null = null): string => (value === null ? "undefined" : value.toFixed(4));
  // A point that another search had found may name fewer shifts.
  const amounts = box.map(({ facts }) => `${facts.name} ${shownAmount(facts, point[facts.name] ?? 0)}`);
  const lines = [
    `worst at ${amounts.join(", ")}`,
    // Of a detector without maps there is nothing to compare with a mask.
    ...(original === undefined || original.loss === null
      ? []
      : [
          `pAUROC ${percent(original.pauroc)} → ${percent(found.pauroc)}`,
          `loss ${number(original.loss)} → ${number(found.loss)}`,
        ]),
    ...(criterion === undefined
      ? []
      : [
          `${CRITERIA.named(criterion.name).title} ${number(criterion.original)} → ${number(criterion.value)}`,
        ]),
    `searched ${formatShiftBox(box)} in ${found.evaluations} evaluations`,
    ...(exhausted === true ? [exhaustedLine] : []),
    ...(draws === undefined ? [] : [drawsLine(draws)]),
  ];
  // A criterion may be one of the lines above.
  return [...new Set(lines)];
}
