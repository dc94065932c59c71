// A detector that calls bright places anomalous, written as a user's program would: pictures in, maps out, no graph.

import { z } from "zod";
import type { DetectorSource } from "../../src/detector/source.ts";
import { openNodeEngine } from "../../src/graph/session-node.ts";

/** Side of the detector's pictures. */
export const BRIGHTNESS_SIZE = 32;

const options = z.strictObject({ gain: z.number().default(1).describe("what a level counts") });

/** The red channel times `gain` as the map, its maximum as the image score; above 0.9 it rejects by itself. */
export const BRIGHTNESS: DetectorSource = {
  name: "brightness",
  summary: "what is bright is anomalous; what is dark, where the gain is negative",
  options,
  needsClassName: false,
  open: async ({ options: given, device, threads }) => {
    const { gain } = options.parse(given);
    const engine = await openNodeEngine({ device, threads });
    const digest = `brightness ${gain}`;
    return {
      ...{ name: "brightness", digest, engine, size: BRIGHTNESS_SIZE, close: () => engine.close() },
      prepare: async () => ({
        ...{ digest, range: { low: null, high: null }, can: { gradient: false, draft: null, batch: 4 } },
        maps: async ({ shape: [pictures = 1, , height = 1, width = 1], data }) =>
          Array.from({ length: pictures }, (_, picture) => {
            const first = 3 * picture * height * width;
            const map = data.slice(first, first + height * width).map((level) => gain * level);
            const imageScore = Math.max(...map);
            return { map, imageScore, label: imageScore > 0.9 };
          }),
      }),
    };
  },
};
