// A data set of bright spots on a dark ground, which any detector of brightness finds: small, grey, with exact masks.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../src/core/write-file.ts";
import { encodeMaskPng, encodePng } from "../../src/image/codec.ts";

const SIDE = 64;

/** Centres of the spots, in pixels from the left and from above. */
const SPOTS = [
  [20, 24],
  [44, 30],
  [30, 46],
] as const;

/** Writes {normal,anomalous,masks} into a folder: as many good pictures as bad ones, grey in all channels. */
export async function spotFolder(folder: string): Promise<void> {
  for (const name of ["normal", "anomalous", "masks"]) await mkdir(join(folder, name), { recursive: true });
  for (const [number, spot] of SPOTS.entries()) {
    const size = { width: SIDE, height: SIDE };
    const [bad, good] = [planeOf(spot, number), planeOf(null, number)];
    const file = `${number}.png`;
    await writeFileAtomic(join(folder, "normal", file), await encodePng({ ...size, data: threefold(good) }));
    await writeFileAtomic(
      join(folder, "anomalous", file),
      await encodePng({ ...size, data: threefold(bad) }),
    );
    const mask = Uint8Array.from(bad, (level) => (level > 0.5 ? 1 : 0));
    await writeFileAtomic(join(folder, "masks", file), await encodeMaskPng({ ...size, data: mask }));
  }
}

/** A ground that grows a little brighter to the right, with a disc. */
function planeOf(spot: readonly [number, number] | null, number: number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
    const ground = (40 + 10 * number + x) / 255;
    return spot !== null && Math.hypot(x - spot[0], y - spot[1]) < 5 ? (180 + 10 * number) / 255 : ground;
  });
}

function threefold(plane: Float32Array): Float32Array {
  return Float32Array.from({ length: 3 * plane.length }, (_, at) => plane[at % plane.length] ?? 0);
}
