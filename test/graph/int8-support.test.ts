// What products in 8 bits are worth, on processors that are not at hand.

import { describe, expect, it } from "vitest";
import { tensor } from "../../src/core/tensor.ts";
import { instructionsIn } from "../../src/graph/instructions.ts";
import { int8Support } from "../../src/graph/int8-support.ts";
import type { Session } from "../../src/graph/session.ts";

/** Opens sessions whose every sum of 64 ones is `sum`. */
const multiplier = (sum: number) => async (): Promise<Session> => ({
  run: async () => ({ product: tensor([2], Float32Array.of(64, sum)) }),
  close: async () => {},
});

const [RIGHT, SATURATED] = [multiplier(63.999), multiplier(32.38)];

describe("8 bits", () => {
  it.each([
    ["AVX2", SATURATED, "flags\t\t: fma sse4_2 avx avx2", { weights: "uint8", fast: false }],
    ["AVX-512 without VNNI", SATURATED, "flags : avx2 avx512f avx512bw", { weights: "uint8", fast: false }],
    ["AVX-512 with VNNI", RIGHT, "flags : avx2 avx512f avx512_vnni", { weights: "int8", fast: true }],
    ["AVX2 with VNNI", RIGHT, "flags : avx2 avx_vnni", { weights: "int8", fast: true }],
    ["SSE alone", RIGHT, "flags : sse4_1 sse4_2", { weights: "int8", fast: false }],
    ["Arm with dot products", RIGHT, "Features\t: fp asimd asimddp", { weights: "int8", fast: true }],
    ["Arm without", RIGHT, "Features : fp asimd evtstrm aes", { weights: "int8", fast: false }],
    ["another system, right", RIGHT, "", { weights: "int8", fast: true }],
    ["another system, saturated", SATURATED, "", { weights: "uint8", fast: false }],
  ] as const)("with %s", async (_, open, cpuinfo, expected) => {
    const listed = instructionsIn(`processor\t: 0\nmodel name\t: one\n${cpuinfo}\n`);
    expect(await int8Support(open, listed)).toEqual(expected);
  });
});
