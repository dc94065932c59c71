// The detector as the explorer asks it: one sample at one point, over a plane, along a search. Runs on the server and
// in the browser alike; everything that computes waits in one line, batch by batch, so that a slider stays live beside
// a search.

import type { SizesOf } from "../core/acting-size.ts";
import { InputError, present, unknownName } from "../core/errors.ts";
import { isEmptyMask, isGreyPicture, type Mask, type RgbImage } from "../core/image.ts";
import type { MetricSet } from "../core/metric-set.ts";
import { type Evaluation, givingAs, type Level, type Objective } from "../core/objective.ts";
import { PRESETS, type PresetName } from "../core/preset.ts";
import { keepRecent } from "../core/recent.ts";
import { effectivePoint, type ShiftBox, type ShiftPoint, UNSHIFTED } from "../core/shift.ts";
import type { PreparedSample } from "../image/prepare.ts";
import { evaluateSamples } from "../metrics/evaluate.ts";
import type { Chain } from "../objective/chain.ts";
import { comparedMask } from "../objective/compared-mask.ts";
import { scoresOf } from "../search/search.ts";
import type { ImageTransformer } from "../shift/transformer.ts";
import type { CommandParts } from "./command-line.ts";
import { evaluateLandscape, type LandscapeRequest, landscapePlan } from "./landscape.ts";
import { openLayerMover } from "./moved-layers.ts";
import { bytesOfPicture, rgbBytes } from "./pixels.ts";
import type { EvaluationView, SampleDetail, SampleView } from "./protocol.ts";
import { type SearchNews, type SearchRequest, type SearchView, tracedSearch } from "./traced-search.ts";
import type { WaitingLine, WaitOptions } from "./waiting-line.ts";

/** A sample that the laboratory can be asked about. */
export interface LabSample {
  readonly view: SampleView;
  readonly className: string;
  /** What its random numbers depend on besides the study's seed. */
  readonly seedParts: readonly (string | number)[];
  readonly command: CommandParts | null;
  /** The picture, at its own size or the working size. */
  picture(): Promise<RgbImage>;
  prepare(sizesOf: SizesOf): Promise<PreparedSample>;
}

export interface LaboratorySettings {
  readonly chain: Chain;
  readonly transform: ImageTransformer;
  /** All shifts, with how far they go here. */
  readonly box: ShiftBox;
  readonly preset: PresetName;
  /** Of what shifts draw at random. */
  readonly seed: number;
  readonly line: WaitingLine;
}

/** How a request waits. */
export type Patience = Omit<WaitOptions, "live">;

export interface Laboratory {
  open(sample: LabSample, patience: Patience): Promise<SampleDetail>;
  /** InputError for a shift that is not known. */
  evaluate(sample: LabSample, point: ShiftPoint, patience: Patience): Promise<EvaluationView>;
  /** The metrics of this one picture; InputError as for `evaluate`. */
  measure(sample: LabSample, point: ShiftPoint, patience: Patience): Promise<MetricSet>;
  landscape(
    sample: LabSample,
    request: LandscapeRequest,
    onLevels: (levels: readonly Level[]) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  search(
    sample: LabSample,
    request: SearchRequest,
    onNews: (news: SearchNews) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<SearchView>;
  /** Drops what is kept of a sample, whose mask has changed or which is gone. */
  forget(sample: string): void;
}

type MeasuredView = Pick<EvaluationView, "point" | "map" | "imageScore">;

/** Prepared samples that are kept, and how many bytes their pictures may take. */
const KEPT = 32;
const KEPT_BYTES = 256_000_000;

/** Opens a laboratory on a detector's chain. */
export function openLaboratory({
  chain,
  transform,
  box,
  preset,
  seed,
  line,
}: LaboratorySettings): Laboratory {
  const kept = keepRecent<PreparedSample>(KEPT, {
    most: KEPT_BYTES,
    sizeOf: ({ image }) => bytesOfPicture(image),
  });
  const { circle } = PRESETS[preset];
  const move = openLayerMover(chain.detector.engine, transform, preset);

  const prepare = async (sample: LabSample): Promise<PreparedSample> => {
    const known = kept.get(sample.view.id);
    if (known !== undefined) return known;
    const prepared = await sample.prepare(chain.sizes);
    kept.set(sample.view.id, prepared);
    return prepared;
  };

  const objectiveOf = async (sample: LabSample, criterion?: string): Promise<Objective> => {
    const { image, mask } = await prepare(sample);
    const { object } = sample.view;
    const labelled = { className: sample.className, anomalous: isDefective(sample, mask) };
    return await chain.objective({ image, mask, object, seed, ...labelled }, criterion);
  };

  const evaluationAt = async (sample: LabSample, point: ShiftPoint): Promise<Evaluation> => {
    const [evaluation] = await (await objectiveOf(sample))([point], { map: true });
    return present(evaluation, "evaluation");
  };

  const at = async (sample: LabSample, asked: ShiftPoint): Promise<EvaluationView> => {
    const { image, mask } = await prepare(sample);
    const point = effectivePoint(asked, box, circle);
    const { map = null, ...evaluation } = await evaluationAt(sample, point);
    return {
      ...scoresOf(evaluation),
      point,
      ...{ map, width: mask.width, height: mask.height },
      picture: rgbBytes(await transform(image, point, { seed })),
      pictureSize: { width: image.width, height: image.height },
      moved: await move(mask, map, point),
    };
  };

  const measured = async (
    sample: LabSample,
    { point, map, imageScore }: MeasuredView,
  ): Promise<MetricSet> => {
    const { mask } = await prepare(sample);
    const { unmasked } = mask;
    const { width, height, data } = comparedMask(mask, preset, point);
    const scored = { imageScore, anomalous: isDefective(sample, mask) };
    const compared = map === null ? { map } : { map, mask: data, width, height };
    const whole = unmasked === undefined ? compared : { map: null, unmasked };
    const { details: _, ...metrics } = evaluateSamples([{ ...whole, ...scored }]);
    return metrics;
  };

  /** The objective of a sample, whose every call waits in the line. */
  const inLine = async (sample: LabSample, signal: AbortSignal, criterion?: string): Promise<Objective> => {
    const options = { signal, live: false };
    const objective = await line.wait(options, () => objectiveOf(sample, criterion));
    return givingAs(objective, (points, wanted) =>
      line.wait(options, async () => await objective(points, wanted)),
    );
  };

  return {
    open: (sample, patience) =>
      line.wait({ ...patience, live: true }, async () => {
        const { image, mask, pictureSize } = await prepare(sample);
        const original = await at(sample, UNSHIFTED);
        return {
          view: sample.view,
          width: mask.width,
          height: mask.height,
          mask: mask.data,
          original,
          metrics: await measured(sample, original),
          pictureSize,
          isGrey: isGreyPicture(image),
          command: sample.command,
        };
      }),
    evaluate: (sample, point, patience) => {
      const named = ordered(point, box);
      return line.wait({ ...patience, live: true }, () => at(sample, named));
    },
    measure: (sample, point, patience) => {
      const named = effectivePoint(ordered(point, box), box, circle);
      return line.wait({ ...patience, live: true }, async () => {
        const { map = null, ...rest } = await evaluationAt(sample, named);
        return await measured(sample, { map, ...rest });
      });
    },
    landscape: async (sample, request, onLevels, signal) => {
      checkNames(request.axes, box);
      const plan = landscapePlan({ ...request, at: ordered(request.at, box) }, box).map((cell) => ({
        ...cell,
        point: effectivePoint(cell.point, box, circle),
      }));
      await evaluateLandscape(plan, await inLine(sample, signal), chain.batch, onLevels, signal);
    },
    search: async (sample, request, onNews, signal) => {
      checkNames(request.over, box);
      return await tracedSearch(await inLine(sample, signal, request.criterion), request, {
        box: box.filter(({ facts }) => request.over.includes(facts.name)),
        ...{ circle, signal, onNews },
        seedParts: [request.seed, ...sample.seedParts],
      });
    },
    forget: (sample) => kept.delete(sample),
  };
}

/** An own picture is what is painted on it. */
function isDefective({ view }: LabSample, mask: Mask): boolean {
  return view.anomalous || !isEmptyMask(mask);
}

/** A point with its shifts in canonical order; InputError for one that is not known. */
function ordered(point: ShiftPoint, box: ShiftBox): ShiftPoint {
  checkNames(Object.keys(point), box);
  return Object.fromEntries(
    box.flatMap(({ facts: { name } }) => {
      const amount = point[name];
      return amount === undefined ? [] : [[name, amount]];
    }),
  );
}

function checkNames(names: readonly string[], box: ShiftBox): void {
  const known = box.map(({ facts }) => facts.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InputError(unknownName("shift", unknown, known));
}
