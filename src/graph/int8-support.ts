// Whether an engine's products in 8 bits are right, and whether they are worth it: told by a product that saturates where
// pairs are added in 16 bits, and by the processor's instructions. Never by a clock: the answer decides what searches find.

import { present } from "../core/errors.ts";
import { tensor } from "../core/tensor.ts";
import { toOnnx } from "./onnx.ts";
import { int8Product, int8Weights } from "./ops/index.ts";
import type { Engine, Int8Support } from "./session.ts";
import { constant, parameter } from "./value.ts";

const [ROWS, SUMMED, COLUMNS] = [8, 64, 16];
/** Largest error of a sum of SUMMED ones, as a share: saturated, half of it is missing. */
const TOLERANCE = 0.01;
/** Instructions that multiply bytes and add them up in 32 bits, by Linux's names. */
const DOT_PRODUCTS = ["avx512_vnni", "avx_vnni", "amx_int8", "asimddp"];

/**
 * What 8 bits are worth on a CPU whose sessions `open` opens. `instructions` null: unknown, and then right products count
 * as fast ones, as they are on every x86-64 with AVX2 and on every Arm of the last years.
 */
export async function int8Support(
  open: Engine["open"],
  instructions: ReadonlySet<string> | null,
): Promise<Int8Support> {
  if (await saturates(open)) return { weights: "uint8", fast: false };
  return {
    weights: "int8",
    fast: instructions === null || DOT_PRODUCTS.some((name) => instructions.has(name)),
  };
}

/** True where products of the largest uint8 and int8 come out wrong. */
async function saturates(open: Engine["open"]): Promise<boolean> {
  const ones = (rows: number, columns: number) =>
    tensor([rows, columns], new Float32Array(rows * columns).fill(1));
  const weights = int8Weights(constant(ones(SUMMED, COLUMNS)), 0, "int8");
  const product = int8Product(parameter("input", [ROWS, SUMMED]), weights);
  const session = await open(toOnnx({ product }));
  const results = await session.run({ input: ones(ROWS, SUMMED) });
  await session.close();
  const { data } = present(results["product"], "product");
  return data.some((value) => Math.abs(value - SUMMED) > TOLERANCE * SUMMED);
}
