// The detector as the explorer asks it: one sample at one point, over a plane, along a search. Runs on the server and
// in the browser alike; everything that computes waits for its turn, batch by batch, so that a slider stays live
// beside a search.

import { present } from "../core/errors.ts";
import type { Mask, PictureSize, RgbImage } from "../core/image.ts";
import type { Level, Objective } from "../core/objective.ts";
import { PRESETS } from "../core/preset.ts";
import { effectivePoint, IDENTITY, type ShiftPoint } from "../core/shift.ts";
import { resizeBicubic, resizeMaskNearest } from "../image/resize.ts";
import { type Detector, touchesColour } from "../objective/chain.ts";
import type { PipelineSpec } from "../objective/fused.ts";
import { needsHsv } from "../shift/compose.ts";
import type { ImageTransformer } from "../shift/transformer.ts";
import type { CommandParts } from "./command-line.ts";
import {
  evaluateLandscape,
  type LandscapeRequest,
  landscapePlan,
  landscapeTouchesColour,
} from "./landscape.ts";
import { rgbBytes } from "./pixels.ts";
import type { EvaluationView, SampleDetail, SampleView } from "./protocol.ts";
import { keepRecent } from "./recent.ts";
import { type SearchRequest, type SearchView, type SeenPoint, tracedSearch } from "./traced-search.ts";
import type { TurnOptions, Turns } from "./waiting-line.ts";

/** A sample that the laboratory can be asked about. */
export interface LabSample {
  readonly view: SampleView;
  readonly className: string;
  /** What its random numbers depend on besides the study's seed. */
  readonly seedParts: readonly (string | number)[];
  readonly command: CommandParts | null;
  load(): Promise<{ readonly picture: RgbImage; readonly mask: Mask; readonly pictureSize: PictureSize }>;
}

export interface LaboratorySettings {
  readonly detector: Detector;
  readonly transform: ImageTransformer;
  readonly spec: PipelineSpec;
  readonly turns: Turns;
}

/** How a request waits. */
export type Patience = Omit<TurnOptions, "live">;

export interface Laboratory {
  open(sample: LabSample, patience: Patience): Promise<SampleDetail>;
  evaluate(sample: LabSample, point: ShiftPoint, patience: Patience): Promise<EvaluationView>;
  landscape(
    sample: LabSample,
    request: LandscapeRequest,
    onLevels: (levels: readonly Level[]) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  search(
    sample: LabSample,
    request: SearchRequest,
    onPoints: (points: readonly SeenPoint[], planned: number) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<SearchView>;
  /** Drops what is kept of a sample, whose mask has changed or which is gone. */
  forget(sample: string): void;
}

interface Prepared {
  readonly image: RgbImage;
  readonly mask: Mask;
  readonly pictureSize: PictureSize;
}

/** Samples at the working size that are kept. */
const KEPT = 32;

/** Opens a laboratory on a detector. */
export function openLaboratory({ detector, transform, spec, turns }: LaboratorySettings): Laboratory {
  const kept = keepRecent<Prepared>(KEPT);
  const { ranges, preset } = spec;
  const { circle } = PRESETS[preset];

  const prepare = async (sample: LabSample): Promise<Prepared> => {
    const known = kept.get(sample.view.id);
    if (known !== undefined) return known;
    const { picture, mask, pictureSize } = await sample.load();
    const { width, height } = detector.workingSize(picture);
    const prepared = {
      image: resizeBicubic(picture, width, height),
      mask: resizeMaskNearest(mask, width, height),
      pictureSize,
    };
    kept.set(sample.view.id, prepared);
    return prepared;
  };

  const objectiveOf = async (sample: LabSample, colour: boolean): Promise<Objective> => {
    const prepared = await prepare(sample);
    return await detector.objective({ ...prepared, className: sample.className }, { colour });
  };

  const at = async (sample: LabSample, point: ShiftPoint): Promise<EvaluationView> => {
    const { image } = await prepare(sample);
    const objective = await objectiveOf(sample, touchesColour([point]));
    const [evaluation] = await objective([point], { map: true });
    const { loss, pauroc, imageScore, map } = present(evaluation, "evaluation");
    return {
      ...{ loss, pauroc, imageScore },
      point: effectivePoint(point, ranges, circle),
      width: image.width,
      height: image.height,
      map: present(map, "map"),
      picture: rgbBytes(await transform(image, point)),
    };
  };

  /** An objective whose every call waits for a turn. */
  const inTurns = (sample: LabSample, colour: boolean, signal: AbortSignal): Objective => {
    let opened: Promise<Objective> | undefined;
    return (points, wanted) =>
      turns.take({ signal, live: false }, async () => {
        opened ??= objectiveOf(sample, colour);
        return await (await opened)(points, wanted);
      });
  };

  return {
    open: (sample, patience) =>
      turns.take({ ...patience, live: true }, async () => {
        const { image, mask, pictureSize } = await prepare(sample);
        return {
          view: sample.view,
          width: image.width,
          height: image.height,
          mask: mask.data,
          original: await at(sample, IDENTITY),
          pictureSize,
          command: sample.command,
        };
      }),
    evaluate: (sample, point, patience) => turns.take({ ...patience, live: true }, () => at(sample, point)),
    landscape: (sample, request, onLevels, signal) =>
      evaluateLandscape(
        landscapePlan(request, ranges),
        inTurns(sample, landscapeTouchesColour(request), signal),
        detector.batch,
        onLevels,
        signal,
      ),
    search: (sample, request, onPoints, signal) => {
      return tracedSearch(inTurns(sample, needsHsv(request.over), signal), request, {
        ...{ ranges, circle, signal, onPoints },
        seedParts: [request.seed, ...sample.seedParts],
      });
    },
    forget: (sample) => kept.delete(sample),
  };
}
