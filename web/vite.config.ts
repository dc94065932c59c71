// The page, twice: for the server, which computes, and (mode "site") for the static site, which computes in the browser
// and brings onnxruntime with it. Nothing is fetched from elsewhere.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin, UserConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The runtime's files, under the names that it asks for: with WebGPU, and the smaller one without. */
const RUNTIME = ["ort-wasm-simd-threaded", "ort-wasm-simd-threaded.asyncify"].flatMap((name) => [
  `${name}.mjs`,
  `${name}.wasm`,
]);

const runtimeFiles: Plugin = {
  name: "runtime-files",
  generateBundle() {
    for (const name of RUNTIME) {
      const source = readFileSync(at(`../node_modules/onnxruntime-web/dist/${name}`));
      this.emitFile({ type: "asset", fileName: `runtime/${name}`, source });
    }
  },
};

export default ({ mode }: { readonly mode: string }): UserConfig => {
  const site = mode === "site";
  return {
    root: at("."),
    base: "./",
    publicDir: false,
    plugins: site ? [runtimeFiles] : [],
    worker: { format: "es" },
    resolve: {
      conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "production", "import", "default"],
    },
    build: {
      outDir: at(site ? "../dist/web/site" : "../dist/web"),
      emptyOutDir: true,
      target: "es2023",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      license: { fileName: "licences.md" }, // the notices of what is compiled in
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: at(site ? "site.html" : "index.html") },
    },
  };
};
