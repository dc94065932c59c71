// A detector of known answers: it reads off a picture how far it is turned and how much light fell on it, and which part it
// shows, and is right about that part as far as the part's own limits go. So every count of a study can be told beforehand.

import { z } from "zod";
import type { ShiftPoint } from "../../src/core/shift.ts";
import type { Dataset, Sample } from "../../src/data/dataset.ts";
import type { DetectorSettings, DetectorSource } from "../../src/detector/source.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";

/** A part, and how far it may be shifted: amounts at which the verdict turns wrong, to either side; never beyond null. */
export interface KnownLimits {
  readonly anomalous: boolean;
  readonly exposure?: readonly [darkest: number | null, brightest: number | null];
  /** Degrees to either side. */
  readonly theta?: number;
}

/** Above it a picture is rejected. */
export const KNOWN_RULE = "score=0.5";

const SIDE = 8;

/** Levels of linear light, low enough that twice as much is not cut. */
const LIGHT = 0.2;
const RAMP = 0.01;

/** Parts that a picture's red can tell apart. */
const MOST_PARTS = 256;

/** Pictures in memory, of these parts by object. */
export function knownDataset(parts: Readonly<Record<string, readonly KnownLimits[]>>): Dataset {
  const samplesOf = (object: string): Sample[] =>
    (parts[object] ?? []).map(({ anomalous }, index) => knownSample(object, anomalous, index));
  return {
    kind: "memory",
    root: "",
    objects: Object.keys(parts),
    className: (object) => object,
    testSamples: async (object) => samplesOf(object),
    testPictures: async (object) => samplesOf(object),
    trainSamples: async () => [],
  };
}

/** Red tells the part, green the light, blue rises to the right. */
export function knownSample(object: string, anomalous: boolean, index: number): Sample {
  const defect = anomalous ? "crack" : "good";
  const pixels = SIDE * SIDE;
  const light = (at: number): number => {
    const plane = Math.floor(at / pixels);
    if (plane === 0) return (LIGHT * (index + 1)) / MOST_PARTS;
    return plane === 1 ? LIGHT : LIGHT + RAMP * ((at % SIDE) - (SIDE - 1) / 2);
  };
  return {
    id: `${object}/test/${defect}/${String(index).padStart(3, "0")}.png`,
    ...{ object, defect, anomalous },
    digest: async () => `${object} ${defect} ${index}`,
    loadImage: async () => ({
      ...{ width: SIDE, height: SIDE },
      data: Float32Array.from({ length: 3 * pixels }, (_, at) => encoded(light(at))),
    }),
    loadMask: async () => ({
      ...{ width: SIDE, height: SIDE },
      data: new Uint8Array(pixels).fill(anomalous ? 1 : 0),
    }),
  };
}

/** The source of a detector that knows these parts; it gives image scores alone. */
export function knownSource(
  name: string,
  parts: Readonly<Record<string, readonly KnownLimits[]>>,
): DetectorSource {
  return {
    ...{ name, summary: "knows its parts", options: z.strictObject({}), needsClassName: false },
    open: async ({ device, threads }) => {
      const engine = await openNodeEngine({ device, threads });
      return {
        ...{ name, digest: name, engine, size: SIDE, seen: [], close: () => engine.close() },
        facts: { notes: [], givesMaps: false },
        prepare: async ({ object }) => ({
          ...{ digest: `${name} ${object}`, range: { low: null, high: null } },
          can: { gradient: false, draft: null, batch: 64 },
          maps: async ({ shape: [pictures = 1], data }) =>
            Array.from({ length: pictures }, (_, picture) => {
              const { index, point } = readPicture(data.subarray(3 * SIDE * SIDE * picture));
              return { map: null, imageScore: scoreOf(parts[object]?.[index], point) };
            }),
        }),
      };
    },
  };
}

/** How a study opens it. */
export function knownSettings(source: string): DetectorSettings {
  return {
    ...{ source, options: {}, aspect: "squash", device: "cpu", threads: 1, env: {}, cwd: "/" },
    openEngine: openNodeEngine,
  };
}

/** What the middle of a picture says. */
function readPicture(picture: Float32Array): { readonly index: number; readonly point: ShiftPoint } {
  const at = (plane: number, row: number, column: number): number =>
    linear(picture[(plane * SIDE + row) * SIDE + column] ?? 0);
  const [low, high] = [SIDE / 2 - 1, SIDE / 2];
  const corners = [
    [low, low],
    [low, high],
    [high, low],
    [high, high],
  ] as const;
  const mean = (plane: number): number =>
    corners.reduce((sum, [row, column]) => sum + at(plane, row, column) / 4, 0);
  const right = at(2, low, high) + at(2, high, high) - at(2, low, low) - at(2, high, low);
  const down = at(2, high, low) + at(2, high, high) - at(2, low, low) - at(2, low, high);
  const index = Math.round((mean(0) / mean(1)) * MOST_PARTS) - 1;
  const theta = (Math.abs(Math.atan2(down, right)) * 180) / Math.PI;
  return { index, point: { exposure: Math.log2(mean(1) / LIGHT), theta } };
}

/** The further within its limits a part is, the surer is the verdict. */
function scoreOf(part: KnownLimits | undefined, { exposure = 0, theta = 0 }: ShiftPoint): number {
  const [darkest, brightest] = part?.exposure ?? [null, null];
  const room = [
    darkest === null ? 1 : exposure - darkest,
    brightest === null ? 1 : brightest - exposure,
    part?.theta === undefined ? 1 : (part.theta - theta) / 10,
  ];
  const margin = 0.4 * Math.min(...room, 1);
  return part?.anomalous === true ? 0.5 + margin : 0.5 - margin;
}

function encoded(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

function linear(level: number): number {
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}
