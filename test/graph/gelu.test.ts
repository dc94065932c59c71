// Gelu's derivative comes from its value, Φ(x) = xΦ(x)/x: it must hold where that is nearly 0/0, and far out.

import { it } from "vitest";
import { gradients } from "../../src/graph/gradient.ts";
import { gelu } from "../../src/graph/ops/index.ts";
import { parameter } from "../../src/graph/value.ts";
import { expectClose } from "../support/closeness.ts";
import { evaluate, floats } from "../support/graph.ts";

/** Φ(x) + xφ(x), by Simpson's rule on φ. */
function derivative(x: number): number {
  const density = (at: number): number => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI);
  const steps = 2000;
  let area = density(0) + density(x);
  for (let step = 1; step < steps; step++) area += (step % 2 === 1 ? 4 : 2) * density((x * step) / steps);
  return 0.5 + ((area * x) / steps / 3 + x * density(x));
}

it("gelu's derivative is Φ(x) + xφ(x) at zero, beside it and far from it", async () => {
  const magnitudes = [0, 1e-38, 1e-31, 1e-25, 1e-10, 1e-3, 0.3, 1, 2, 4, 6];
  const points = [...magnitudes.map((x) => -x), ...magnitudes, -2 * 2 ** -100];
  const x = parameter("x", [points.length]);
  const [dx = x] = gradients(gelu(x), [x]);
  const results = await evaluate({ dx }, { x: floats([points.length], points) });
  expectClose(results["dx"]?.data ?? [], points.map(derivative), { absolute: 2e-6 });
});
