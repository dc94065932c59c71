// Sessions on onnxruntime-web, in a browser: WebGPU where there is an adapter, otherwise WASM with as many threads as
// the page may have. Sole importer of onnxruntime-web.

import type * as Runtime from "onnxruntime-web";
import { present } from "../core/errors.ts";
import { engineSessions } from "./engine-sessions.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Engine, Session, Tensors } from "./session.ts";

export interface WebEngineSettings {
  /** The weights' files as the graphs name them. */
  readonly weights: Readonly<Record<string, Uint8Array>>;
  /** Address of the folder that holds the runtime's own files. */
  readonly runtimeFolder: string;
  /** Threads within one operator; without cross-origin isolation there is one. */
  readonly threads: number;
}

/** An engine in the browser; its provider says what it found: webgpu or wasm. */
export async function openWebEngine(settings: WebEngineSettings): Promise<Engine> {
  const { weights, runtimeFolder, threads } = settings;
  const provider = (await hasAdapter()) ? "webgpu" : "wasm";
  // Two builds: the one without WebGPU is half the size.
  const runtime: typeof Runtime =
    provider === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = runtimeFolder;
  runtime.env.wasm.numThreads = globalThis.crossOriginIsolated === true ? threads : 1;
  runtime.env.logLevel = "error";
  const externalData = Object.entries(weights).map(([path, data]) => ({ path, data }));
  return {
    provider,
    // Nothing is known of their speed in browsers.
    int8: null,
    ...engineSessions((model) => openSession(runtime, model, provider, externalData)),
  };
}

async function openSession(
  runtime: typeof Runtime,
  model: OnnxModel,
  provider: string,
  externalData: readonly { readonly path: string; readonly data: Uint8Array }[],
): Promise<Session> {
  const session = await runtime.InferenceSession.create(model.bytes, {
    executionProviders: [provider],
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    externalData,
  });
  const held: Record<string, Runtime.Tensor> = {};
  return {
    run: async (feeds, outputs) => {
      for (const [name, { data, shape }] of Object.entries(feeds)) {
        held[name] = new runtime.Tensor("float32", data, shape);
      }
      const names = outputs ?? session.outputNames;
      const results = await session.run(held, names);
      const tensors: Record<string, Tensors[string]> = {};
      for (const name of names) {
        const value = present(results[name], name);
        tensors[name] = { shape: value.dims, data: (await value.getData()) as Float32Array };
      }
      return tensors;
    },
    close: () => session.release(),
  };
}

/** True where the browser has WebGPU and an adapter for it. */
async function hasAdapter(): Promise<boolean> {
  const { gpu } = navigator as Navigator & {
    readonly gpu?: { requestAdapter(): Promise<object | null> };
  };
  return gpu !== undefined && (await gpu.requestAdapter().catch(() => null)) !== null;
}
