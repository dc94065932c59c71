// One shift, detector, metric and question that the product does not know: a haze on the lens, a detector that calls
// bright places anomalous, the mean score's contrast, and a question that looks closer where a coarse look fell most.

import {
  boxOf,
  DETECTORS,
  type DetectorSource,
  defineQuestion,
  defineShift,
  METRICS,
  type Metric,
  onPictures,
  openWorkerEngine,
  ops,
  type Planned,
  QUESTIONS,
  type Question,
  SHIFTS,
  type ShiftDefinition,
  zerosOf,
} from "faultline";
import { z } from "zod";

const { add, complement, multiply, reshape, scale } = ops;

/** The picture fades towards grey. */
export const lensHaze: ShiftDefinition = defineShift({
  name: "lens-haze",
  symbol: "h",
  title: "lens haze",
  effect: "hazed",
  unit: "shares",
  sign: "",
  decimals: 2,
  writtenUnits: { percent: { scale: 1, per: 100 } },
  range: [0, 0.8],
  severities: { mild: [0, 0.1], moderate: [0, 0.3], severe: [0, 0.8] },
  cause: "Dust or oil on the lens.",
  periodic: false,
  stage: "optics",
  scope: "station",
  needsColour: false,
  act: onPictures((pictures, amount) => {
    const share = reshape(amount, [amount.shape[0] ?? 1, 1, 1, 1]);
    return add(multiply(pictures, complement(share)), scale(share, 0.5));
  }),
  search: { length: 0.8, edge: 0.1 },
});

/** Draws how far each pixel is from mid grey, row by row: plain arithmetic without a graph. */
export const contrastDetector: DetectorSource = {
  name: "mid-grey",
  summary: "how far a pixel is from mid grey",
  options: z.strictObject({ gain: z.coerce.number().default(1).describe("factor of the map") }),
  digest: async ({ options }) => `mid-grey ${JSON.stringify(options)}`,
  open: async (settings) => {
    const gain = Number(settings.options["gain"] ?? 1);
    const engine = await (settings.openEngine ?? openWorkerEngine)(settings);
    const digest = `mid-grey ${JSON.stringify(settings.options)}`;
    return {
      ...{ name: "mid grey", digest, engine, size: 32 },
      prepare: async () => ({
        digest,
        range: { low: 0, high: null },
        can: { gradient: false, draft: null, batch: 3 },
        maps: async ({ shape, data }) => {
          const [pictures = 1, channels = 3, height = 1, width = 1] = shape;
          const pixels = height * width;
          return Array.from({ length: pictures }, (_, picture) => {
            const map = Float32Array.from({ length: pixels }, (_, pixel) => {
              const at = picture * channels * pixels + pixel;
              const grey = ((data[at] ?? 0) + (data[at + pixels] ?? 0) + (data[at + 2 * pixels] ?? 0)) / 3;
              return gain * Math.abs(grey - 0.5);
            });
            return { map, imageScore: Math.max(...map) };
          });
        },
      }),
      close: () => engine.close(),
    };
  },
};

/** The highest image score by the lowest, upside down. */
export const scoreSpread: Metric = {
  name: "scoreSpread",
  title: "score spread",
  unit: "fraction",
  decimals: 1,
  better: "higher",
  shown: true,
  needs: "images",
  source: "made up",
  of: ({ pictures, weights }) => {
    const scores = pictures.flatMap(({ imageScore }, index) =>
      (weights[index] ?? 0) > 0 ? [imageScore] : [],
    );
    return scores.length === 0 ? null : Math.max(...scores) - Math.min(...scores);
  },
};

const settings = z.object({
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .default({ "lens-haze": [0, 0.4] })
    .describe("how far each shift goes"),
  finer: z.int().positive().default(3).describe("points of the closer look"),
});

/** Looks at both ends of every shift, then closer around the worse one: the second look depends on the first. */
export const closerLook: Question = defineQuestion<z.output<typeof settings>>({
  name: "closer-look",
  summary: "Look closer where the ends of the ranges do worst",
  settings,
  ranges: ({ ranges }) => ranges,
  plan: ({ ranges, finer }, view) =>
    view.samples.flatMap(({ id: sample }): Planned[] => {
      const names = boxOf(ranges).map(({ facts }) => facts.name);
      const at = (share: number): Record<string, number> => ({
        ...zerosOf(names),
        ...Object.fromEntries(names.map((name) => [name, share * (ranges[name]?.[1] ?? 0)])),
      });
      const ends = { sample, role: "ends", experiment: { kind: "points", points: [at(0), at(1)] } } as const;
      const first = view.record(sample, "ends");
      if (first === undefined) return [ends];
      const [rest, full] = first.points;
      const around = (full?.loss ?? 0) > (rest?.loss ?? 0) ? 0.75 : 0.25;
      const points = Array.from({ length: finer }, (_, index) => at(around + index / (8 * finer)));
      return [ends, { sample, role: "closer", experiment: { kind: "points", points } }];
    }),
  words: ({ finer }) => [`ends and ${finer} closer points`],
  answer: async (_, view) => {
    const ends = await view.metrics(view.samples.map(({ id }) => ({ sample: id, role: "ends", index: 1 })));
    const column = METRICS.all().map(({ name }) => ({ label: name, unit: "fraction" }));
    return [
      {
        kind: "table",
        title: "At the far end",
        columns: column,
        rows: [column.map(({ label }) => ends.values[label] ?? null)],
      },
      {
        kind: "curve",
        title: "The closer look",
        x: { label: "point", unit: "" },
        y: { label: "loss", unit: "number" },
        series: view.samples.map(({ id }) => ({
          name: id,
          points: view.record(id, "closer").points.map(({ loss }, x) => ({ x, y: loss })),
        })),
      },
    ];
  },
});

/** Registers all four; returns what removes them. */
export function registerAll(): () => void {
  const removals = [
    SHIFTS.register(lensHaze),
    DETECTORS.register(contrastDetector),
    METRICS.register(scoreSpread),
    QUESTIONS.register(closerLook),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}
