// Pictures, maps and masks on a canvas: pixels enlarged as they are, the map laid over them, the mask as a line.

import { type ColourStops, colourOf, type MapRange } from "../../src/report/overlay.ts";

export interface Layers {
  readonly width: number;
  readonly height: number;
  /** RGB bytes. */
  readonly picture: Uint8Array;
  readonly map: Float32Array;
  readonly mask: Uint8Array | null;
  readonly range: MapRange;
  readonly colours: ColourStops;
  /** Of the map over the picture, in [0, 1]. */
  readonly opacity: number;
  /** By how much map and mask are turned clockwise to lie on the picture, in degrees. */
  readonly mapTurnDegrees: number;
  readonly maskTurnDegrees: number;
}

/** Draws the layers over the whole canvas. */
export function drawLayers(canvas: HTMLCanvasElement, layers: Layers): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height, picture, map, mask, range, colours, opacity } = layers;
  context.imageSmoothingEnabled = false;
  context.globalAlpha = 1;
  context.drawImage(rasterOf(width, height, pictureBytes(picture)), 0, 0, canvas.width, canvas.height);
  if (opacity > 0) {
    context.globalAlpha = opacity;
    turned(context, canvas, layers.mapTurnDegrees, () => {
      const raster = rasterOf(width, height, mapBytes(map, range, colours));
      context.drawImage(raster, 0, 0, canvas.width, canvas.height);
    });
    context.globalAlpha = 1;
  }
  if (mask === null) return;
  turned(context, canvas, layers.maskTurnDegrees, () => outline(context, canvas, mask, width, height));
}

/** Turns what `body` draws clockwise about the canvas's centre, in pixels of the picture. */
function turned(
  context: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  degrees: number,
  body: () => void,
): void {
  context.save();
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((degrees * Math.PI) / 180);
  context.translate(-canvas.width / 2, -canvas.height / 2);
  body();
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
