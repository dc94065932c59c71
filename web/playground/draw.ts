// Pictures, maps and masks on a canvas: pixels enlarged as they are, the map laid over them, the mask as a line, and
// what counts nowhere hatched.

import { IGNORED, type PictureSize } from "../../src/core/image.ts";
import { type ColourStops, colourOf, type MapRange } from "../../src/report/overlay.ts";

export interface Layers {
  /** Of map and mask. */
  readonly width: number;
  readonly height: number;
  /** RGB bytes, of a size of their own. */
  readonly picture: Uint8Array;
  readonly pictureSize: PictureSize;
  /** Null of a detector that gives image scores alone. */
  readonly map: Float32Array | null;
  /** 1 = anomalous, IGNORED = counts nowhere. */
  readonly mask: Uint8Array;
  /** True where the anomalous regions are outlined; what counts nowhere is always hatched. */
  readonly outlined: boolean;
  readonly range: MapRange;
  readonly colours: ColourStops;
  /** Of the map over the picture, in [0, 1]. */
  readonly opacity: number;
}

/** Draws the layers over the whole canvas. */
export function drawLayers(canvas: HTMLCanvasElement, layers: Layers): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height, picture, pictureSize, map, mask, range, colours, opacity } = layers;
  context.globalAlpha = 1;
  const whole = [0, 0, canvas.width, canvas.height] as const;
  // Pixels are enlarged as they are; where there are more than the canvas has, they are averaged.
  context.imageSmoothingEnabled = pictureSize.width > canvas.width;
  context.drawImage(rasterOf(pictureSize.width, pictureSize.height, pictureBytes(picture)), ...whole);
  context.imageSmoothingEnabled = false;
  if (map !== null && opacity > 0) {
    context.globalAlpha = opacity;
    context.drawImage(rasterOf(width, height, mapBytes(map, range, colours)), ...whole);
    context.globalAlpha = 1;
  }
  hatch(context, canvas, layers);
  if (layers.outlined && mask.includes(1)) outline(context, canvas, mask, width, height);
}

/** Slanted lines, dark beside light, over the pixels that count nowhere. */
function hatch(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  { mask, width, height }: Layers,
): void {
  if (!mask.includes(IGNORED)) return;
  const [across, down] = [canvas.width / width, canvas.height / height];
  const region = new Path2D();
  for (const [at, value] of mask.entries()) {
    if (value === IGNORED)
      region.rect((at % width) * across, Math.floor(at / width) * down, across + 0.5, down + 0.5);
  }
  context.save();
  context.clip(region);
  const apart = Math.max(7, canvas.width / 48);
  for (const [colour, shift] of [
    ["#1c2024", 0],
    ["#ffffff", apart / 3],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = apart / 4;
    context.beginPath();
    for (let from = -canvas.height; from < canvas.width; from += apart) {
      context.moveTo(from + shift, canvas.height);
      context.lineTo(from + shift + canvas.height, 0);
    }
    context.stroke();
  }
  context.restore();
}

/** A dark line under a light one along the borders of the mask's regions: seen on any ground. */
function outline(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  mask: Uint8Array,
  width: number,
  height: number,
): void {
  const [across, down] = [canvas.width / width, canvas.height / height];
  const at = (column: number, row: number): boolean =>
    column >= 0 && row >= 0 && column < width && row < height && mask[row * width + column] === 1;
  const path = new Path2D();
  const line = (x1: number, y1: number, x2: number, y2: number): void => {
    path.moveTo(x1 * across, y1 * down);
    path.lineTo(x2 * across, y2 * down);
  };
  for (let row = 0; row <= height; row++) {
    for (let column = 0; column <= width; column++) {
      const inside = at(column, row);
      if (inside !== at(column - 1, row)) line(column, row, column, row + 1);
      if (inside !== at(column, row - 1)) line(column, row, column + 1, row);
    }
  }
  const thin = Math.max(1.5, canvas.width / 220);
  for (const [colour, lineWidth] of [
    ["#04211c", 2.2 * thin],
    ["#00ffd9", thin],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.stroke(path);
  }
}

function rasterOf(
  width: number,
  height: number,
  write: (bytes: Uint8ClampedArray) => void,
): HTMLCanvasElement {
  const raster = document.createElement("canvas");
  [raster.width, raster.height] = [width, height];
  const pixels = new ImageData(width, height);
  write(pixels.data);
  raster.getContext("2d")?.putImageData(pixels, 0, 0);
  return raster;
}

function pictureBytes(picture: Uint8Array): (bytes: Uint8ClampedArray) => void {
  return (bytes) => {
    for (let at = 0; 4 * at < bytes.length; at++) {
      for (let channel = 0; channel < 3; channel++) bytes[4 * at + channel] = picture[3 * at + channel] ?? 0;
      bytes[4 * at + 3] = 255;
    }
  };
}

function mapBytes(
  map: Float32Array,
  { low, high }: MapRange,
  colours: ColourStops,
): (bytes: Uint8ClampedArray) => void {
  const span = high > low ? high - low : 1;
  return (bytes) => {
    for (const [at, value] of map.entries()) {
      const colour = colourOf((value - low) / span, colours);
      for (let channel = 0; channel < 3; channel++) bytes[4 * at + channel] = colour[channel] ?? 0;
      bytes[4 * at + 3] = 255;
    }
  };
}
