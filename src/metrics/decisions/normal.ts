// The standard normal distribution's lower tail.

/** P(Z ≤ z), to some 1e-14 relative down to z = −37: a series near zero, Laplace's continued fraction further out. */
export function normalBelow(z: number): number {
  if (z > 0) return 1 - normalBelow(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > -3) return 0.5 - density * oddSeries(-z);
  let fraction = -z;
  for (let depth = 120; depth >= 1; depth--) fraction = -z + depth / fraction;
  return density / fraction;
}

/** (P(Z ≤ x) − 1/2) / density: x + x³/3 + x⁵/(3·5) + … */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}
