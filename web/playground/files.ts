// What the page gives away: pictures of what it shows, arrays, masks, text.

import { encodeNpy } from "../../src/core/npy.ts";
import { tensor } from "../../src/core/tensor.ts";
import { maskAtPictureSize } from "../../src/explore/painted-mask.ts";
import type { EvaluationView, SampleDetail } from "../../src/explore/protocol.ts";

/** Saves a canvas as PNG. */
export function saveCanvas(canvas: HTMLCanvasElement | null, name: string): void {
  canvas?.toBlob((blob) => {
    if (blob !== null) save(blob, name);
  }, "image/png");
}

/** Saves the map, where there is one, as .npy, [height, width] of float32. */
export function saveMap({ map, width, height }: EvaluationView, name: string): void {
  if (map === null) return;
  const bytes = new Uint8Array(encodeNpy(tensor([height, width], map)));
  save(new Blob([bytes], { type: "application/octet-stream" }), `${name}.npy`);
}

/** Saves a painted mask at the picture's own size, as a command takes it. */
export function saveMask({ mask, width, height, pictureSize }: SampleDetail, name: string): void {
  const whole = maskAtPictureSize({ width, height, data: mask }, pictureSize);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [whole.width, whole.height];
  const pixels = new ImageData(whole.width, whole.height);
  for (const [at, value] of whole.data.entries()) {
    pixels.data.fill(255 * value, 4 * at, 4 * at + 3);
    pixels.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  saveCanvas(canvas, name);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
