// How much light a region of a picture sends, per channel, and what that says of the lamp.

import type { RgbImage } from "../../core/image.ts";

export interface Levels {
  /** Mean linear light of red, green and blue. */
  readonly light: readonly [red: number, green: number, blue: number];
  /** True where no channel is too dark to be told from black, nor cut at white. */
  readonly isUsable: boolean;
}

/** Linear light below which a channel says too little, and the sRGB value from which on it may have been cut. */
const [DARK, CUT] = [0.008, 0.97];
/** The share of a region that may be cut, and of the picture that a region must have. */
const [MOST_CUT, LEAST_SHARE] = [0.03, 0.01];

/** Reads the levels of regions of a picture: 1 where a region is, null for the whole picture. */
export function levelReader({ width, height, data }: RgbImage): (region: Uint8Array | null) => Levels {
  const linear = data.map(toLinear);
  const plane = width * height;
  return (region) =>
    region === null ? darkerLevels(plane, data, linear) : levelsWhere(region, plane, data, linear);
}

/** The share of a whole picture's values that are read: glints and highlights are cut first. */
const DARKER = 0.7;

/** The levels of a whole picture: of each channel's darker values, which are the same ones however bright the lamp is. */
function darkerLevels(plane: number, data: Float32Array, linear: Float32Array): Levels {
  const count = Math.ceil(DARKER * plane);
  const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => {
    const darker = linear
      .slice(channel * plane, (channel + 1) * plane)
      .sort()
      .subarray(0, count);
    return darker.reduce((sum, value) => sum + value, 0) / count;
  });
  const cut = [0, 1, 2].map((channel) =>
    data
      .subarray(channel * plane, (channel + 1) * plane)
      .reduce((sum, value) => sum + Number(value > CUT), 0),
  );
  const isUsable = Math.min(red, green, blue) >= DARK && Math.max(...cut) <= plane - count;
  return { light: [red, green, blue], isUsable };
}

function levelsWhere(region: Uint8Array, plane: number, data: Float32Array, linear: Float32Array): Levels {
  let count = 0;
  for (let at = 0; at < plane; at++) if (region[at] === 1) count += 1;
  let isUsable = count >= LEAST_SHARE * plane;
  const light = [0, 1, 2].map((channel) => {
    let [sum, cut] = [0, 0];
    for (let at = 0; at < plane; at++) {
      if (region[at] !== 1) continue;
      sum += linear[channel * plane + at] as number;
      if ((data[channel * plane + at] as number) > CUT) cut += 1;
    }
    if (!(sum / count >= DARK) || cut > MOST_CUT * count) isUsable = false;
    return sum / count;
  });
  const [red = 0, green = 0, blue = 0] = light;
  return { light: [red, green, blue], isUsable };
}

/** An sRGB value as linear light (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
