// Colours as mutable triples of display values, so that shading a pixel allocates nothing.

/** Red, green, blue in [0, 1]; may leave the range until a picture is quantised. */
export type Rgb = [number, number, number];

/** HSV (hue in turns, any real; saturation and value in [0, 1]) to RGB. */
export function rgbOfHsv(hueTurns: number, saturation: number, value: number): Rgb {
  const channel = (offset: number): number => {
    const k = (((offset + hueTurns * 6) % 6) + 6) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Writes `source` times `gain` over `target`. */
export function setColour(target: Rgb, source: Rgb, gain = 1): void {
  target[0] = source[0] * gain;
  target[1] = source[1] * gain;
  target[2] = source[2] * gain;
}

/** Moves `target` towards `source` by `share` (0 keeps, 1 replaces). */
export function blend(target: Rgb, source: Rgb, share: number): void {
  target[0] += (source[0] - target[0]) * share;
  target[1] += (source[1] - target[1]) * share;
  target[2] += (source[2] - target[2]) * share;
}

/** Multiplies by `gain` and then adds `offset` to every channel. */
export function expose(target: Rgb, gain: number, offset = 0): void {
  target[0] = target[0] * gain + offset;
  target[1] = target[1] * gain + offset;
  target[2] = target[2] * gain + offset;
}

/** Perceived brightness (Rec. 601 weights). */
export function luminance(colour: Rgb): number {
  return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
}

/** Euclidean distance of two colours; black to white is 1.73. */
export function colourDistance(left: Rgb, right: Rgb): number {
  return Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}
