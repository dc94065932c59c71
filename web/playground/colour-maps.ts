// Colour maps for anomaly maps, from normal to anomalous. All but the two-sided one rise evenly in lightness.

import { type ColourStops, INFERNO } from "../../src/report/overlay.ts";

export const COLOUR_MAPS: Readonly<Record<string, ColourStops>> = {
  inferno: INFERNO,
  /** Nuñez, Anderton and Renslow 2018: the same to colour-blind eyes. */
  cividis: [
    [0, 32, 76],
    [31, 52, 106],
    [71, 71, 108],
    [102, 91, 111],
    [132, 112, 119],
    [163, 134, 118],
    [196, 157, 108],
    [229, 182, 88],
    [255, 233, 69],
  ],
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  "blue to red": [
    [33, 102, 172],
    [146, 197, 222],
    [247, 247, 247],
    [244, 165, 130],
    [178, 24, 43],
  ],
};

export const DEFAULT_COLOURS = "inferno";

/** The stops of a name; the default's for an unknown one. */
export function stopsOf(name: string): ColourStops {
  return COLOUR_MAPS[name] ?? INFERNO;
}
