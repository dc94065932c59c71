// A mask turned with its picture, as the authors' code does it.

import type { Mask } from "../../core/image.ts";

/**
 * A mask turned clockwise about its centre: every pixel takes the nearest one's value, pixels from beyond the frame
 * are normal (kornia's rotate with mode nearest and zeros, whose positive angles turn the other way).
 */
export function turnedMask({ width, height, data }: Mask, thetaDegrees: number): Mask {
  const radians = (thetaDegrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  const [centreColumn, centreRow] = [(width - 1) / 2, (height - 1) / 2];
  const turned = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [right, down] = [column - centreColumn, row - centreRow];
      const fromColumn = Math.round(right * cosine + down * sine + centreColumn);
      const fromRow = Math.round(down * cosine - right * sine + centreRow);
      if (fromColumn < 0 || fromColumn >= width || fromRow < 0 || fromRow >= height) continue;
      turned[row * width + column] = data[fromRow * width + fromColumn] ?? 0;
    }
  }
  return { width, height, data: turned };
}
