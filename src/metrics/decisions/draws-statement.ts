// What independent uniform draws of a box allow to be said of it: how much of it at most violates. Draws that were chosen
// from others, or adapted to what was found, allow nothing of the kind.

import { invariant } from "../../core/errors.ts";

/** The doubt that a statement leaves. */
const DOUBT = 0.05;

/**
 * With 95% confidence less than this share of a picture's box violates, of which `draws` independent uniform points were
 * seen and none violated: 1 − 0.05^(1/n), 59 draws: 5%, 299: 1%. Where `pictures` more than one are spoken of at once:
 * 1 − (0.05/N)^(1/n). 1 without a draw.
 */
export function violatingShare(draws: number, pictures = 1): number {
  checkCounts(draws, pictures);
  return draws === 0 ? 1 : -Math.expm1(Math.log(DOUBT / pictures) / draws);
}

/** The same as it is written: rounded up to a tenth of a per cent, since less than that is promised. */
export function promisedShare(draws: number, pictures = 1): number {
  return Math.ceil(1000 * violatingShare(draws, pictures)) / 1000;
}

/** The draws of each picture, none of which may violate, after which that is said: less than `share`, within (0, 1), of the box of every one of `pictures` pictures. */
export function drawsFor(share: number, pictures = 1): number {
  checkCounts(0, pictures);
  invariant(share > 0 && share < 1, `invalid share ${share}; expected within (0, 1)`);
  const draws = Math.log(DOUBT / pictures) / Math.log1p(-share);
  // A quotient that exceeds a whole number by rounding alone is that number.
  return Math.ceil(draws * (1 - 2 ** -48));
}

function checkCounts(draws: number, pictures: number): void {
  invariant(Number.isSafeInteger(draws) && draws >= 0, `invalid number of draws ${draws}`);
  invariant(Number.isSafeInteger(pictures) && pictures >= 1, `invalid number of pictures ${pictures}`);
}
