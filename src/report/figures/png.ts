// A figure's SVG as PNG: with the fonts of the package alone, so that every machine gives the same pixels.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] as const;

let prepared: Promise<readonly Uint8Array[]> | undefined;

/** The PNG of an SVG document on a white ground, `scale` pixels for each of its units. */
export async function pngOf(svg: string, scale = 2): Promise<Uint8Array> {
  prepared ??= prepare();
  const image = new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontBuffers: [...(await prepared)],
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
  });
  try {
    return image.render().asPng();
  } finally {
    image.free();
  }
}

async function prepare(): Promise<readonly Uint8Array[]> {
  const wasm = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  await initWasm(await readFile(wasm));
  return await Promise.all(
    FONTS.map((name) => readFile(new URL(`../../../assets/fonts/${name}`, import.meta.url))),
  );
}
