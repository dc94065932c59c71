// What a lamp of another colour does to the three channels: Krystek's rational fit of the Planckian locus (1985, CIE
// 1960 u and v, valid from 1,000 to 15,000 K), through XYZ to linear sRGB, against daylight and at equal luminance.

import { tensor } from "../../core/tensor.ts";
import { add, divide, multiply, offset, reciprocal, scale, sum } from "../../graph/ops/index.ts";
import { constant, scalar, type Value } from "../../graph/value.ts";

/** Kelvin of the light that changes nothing. */
export const DAYLIGHT = 6504;
/** Mired are this over kelvin. */
export const MILLION = 1e6;

/** XYZ → linear sRGB: what each of X, Y and Z adds to red, green and blue. */
const FROM_X = perChannel(3.2406, -0.9689, 0.0557);
const FROM_Y = perChannel(-1.5372, 1.8758, -0.204);
const FROM_Z = perChannel(-0.4986, 0.0415, 1.057);
const LUMINANCE = perChannel(0.2126, 0.7152, 0.0722);

/** Amounts [P, 1, 1, 1] in mired against daylight, positive = warmer → gains of linear light, [P, 3, 1, 1]. */
export function gainsOfLamp(amount: Value): Value {
  const kelvin = divide(scalar(MILLION), offset(amount, MILLION / DAYLIGHT));
  const gains = divide(colourAt(kelvin), colourAt(scalar(DAYLIGHT)));
  return divide(gains, sum(multiply(gains, LUMINANCE), [1]));
}

/** Linear sRGB of a black body at Y = 1: kelvin [P, 1, 1, 1] → [P, 3, 1, 1]. */
function colourAt(kelvin: Value): Value {
  const u = divide(
    polynomial(kelvin, 0.860117757, 1.54118254e-4, 1.28641212e-7),
    polynomial(kelvin, 1, 8.42420235e-4, 7.08145163e-7),
  );
  const v = divide(
    polynomial(kelvin, 0.317398726, 4.22806245e-5, 4.20481691e-8),
    polynomial(kelvin, 1, -2.89741816e-5, 1.61456053e-7),
  );
  const perV = reciprocal(v);
  const x = multiply(scale(u, 1.5), perV);
  const z = offset(multiply(offset(scale(u, -0.5), 2), perV), -5);
  return add(add(multiply(x, FROM_X), multiply(z, FROM_Z)), FROM_Y);
}

/** c₀ + c₁·x + c₂·x² */
function polynomial(x: Value, constantTerm: number, linear: number, square: number): Value {
  return offset(multiply(x, offset(scale(x, square), linear)), constantTerm);
}

/** A number for red, green and blue, [1, 3, 1, 1]. */
function perChannel(...values: readonly [red: number, green: number, blue: number]): Value {
  return constant(tensor([1, 3, 1, 1], Float32Array.from(values)));
}
