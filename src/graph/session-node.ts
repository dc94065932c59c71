// Sessions on onnxruntime-node, in the calling thread (which its run() blocks): see session-worker.ts for the
// one that does not. Sole importer of onnxruntime-node.

import { createRequire } from "node:module";
import type * as Runtime from "onnxruntime-node";
import { InputError, present } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { engineSessions } from "./engine-sessions.ts";
import { processorInstructions } from "./instructions.ts";
import { int8Support } from "./int8-support.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Device, Engine, EngineSettings, Int8Support, Session, Tensors } from "./session.ts";

/**
 * Up to this size of weights a session plans one block for all of a run: faster on the demo model. Beyond, the plan would
 * raise the peak of a gradient step.
 */
const SMALL_WEIGHTS = 100e6;

/** Threads that wait for work sleep, instead of asking for it at every moment: values stay the same. */
export const NO_SPINNING: Readonly<Record<string, string>> = { "session.intra_op.allow_spinning": "0" };

/**
 * onnxruntime-node without its telemetry, which by itself writes a device id and a database under the user's cache folder
 * and sends what gathers there to a collector. The library reads the environment of the process: a worker thread must
 * share it (SHARE_ENV).
 * On NVIDIA's cards products are float32's, as everywhere else: onnxruntime allows TF32, whose numbers have ten bits behind
 * the point. Whoever has set the variable has chosen.
 */
export async function loadRuntime(): Promise<typeof Runtime> {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  process.env["NVIDIA_TF32_OVERRIDE"] ??= "0";
  return await import("onnxruntime-node");
}

/** The version of onnxruntime-node, without loading it. */
export function runtimeVersion(): string {
  const { version } = createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string };
  return version;
}

/**
 * An engine on the device asked for. `auto` is the CPU: the other providers are chosen by name, so that a result
 * never depends on what a machine happens to have.
 * Throws InputError where the device is missing.
 */
export async function openNodeEngine(settings: EngineSettings): Promise<Engine> {
  const runtime = await loadRuntime();
  const provider = settings.device === "auto" ? "cpu" : settings.device;
  const backends = runtime.listSupportedBackends().map((backend) => backend.name);
  if (!backends.includes(provider)) throw missingDevice(provider, `this build offers ${backends.join(", ")}`);
  const { open, close } = engineSessions((model) => openSession(runtime, model, provider, settings));
  return {
    provider,
    int8: provider === "cpu" ? await supportOfProcess(open) : null,
    ...{ open, close },
  };
}

/** What the first engine of this process found: all run on one processor. */
let support: Promise<Int8Support> | undefined;

function supportOfProcess(open: Engine["open"]): Promise<Int8Support> {
  support ??= processorInstructions().then((instructions) => int8Support(open, instructions));
  return support;
}

/**
 * Threads of a large model sleep while they wait: its products take so much longer than waking one that asking for work gains
 * nothing, but keeps whatever else runs from the processor, and through it the thread that the others wait for. Not
 * in 8 bits, where products are short.
 */
export function sleepsWhileWaiting(
  { weightBytes, int8 }: OnnxModel,
  { yields = false }: EngineSettings,
): boolean {
  return yields || (weightBytes >= SMALL_WEIGHTS && !int8);
}

async function openSession(
  runtime: typeof Runtime,
  model: OnnxModel,
  provider: Exclude<Device, "auto">,
  settings: EngineSettings,
): Promise<Session> {
  const { threads, weightsFolder } = settings;
  const entries: Record<string, string> = {
    ...(weightsFolder ? { "session.model_external_initializers_file_folder_path": weightsFolder } : {}),
    ...(sleepsWhileWaiting(model, settings) ? NO_SPINNING : {}),
  };
  let session: Runtime.InferenceSession;
  try {
    session = await runtime.InferenceSession.create(model.bytes, {
      executionProviders: [provider],
      graphOptimizationLevel: "all",
      enableMemPattern: model.weightBytes < SMALL_WEIGHTS,
      logSeverityLevel: 3,
      intraOpNumThreads: threads,
      extra: entries,
    });
  } catch (error) {
    if (provider === "cpu") throw error;
    throw missingDevice(provider, firstLine(error));
  }
  const held: Record<string, Runtime.Tensor> = {};
  return {
    run: async (feeds, outputs) => {
      for (const [name, { data, shape }] of Object.entries(feeds)) {
        held[name] = new runtime.Tensor("float32", data, shape);
      }
      const results = await session.run(held, outputs ?? session.outputNames);
      return Object.fromEntries(
        (outputs ?? session.outputNames).map((name) => [name, fromRuntime(present(results[name], name))]),
      ) satisfies Tensors;
    },
    close: () => session.release(),
  };
}

function fromRuntime(value: Runtime.Tensor): Tensor {
  return { shape: value.dims, data: value.data as Float32Array };
}

/** The InputError of a provider that this machine or build does not have. */
export function missingDevice(provider: string, why: string): InputError {
  const advice = {
    webgpu: "a GPU driver with Vulkan (and its loader, libvulkan1 on Debian) is needed",
    cuda: `CUDA with cuDNN 9 and onnxruntime's CUDA libraries are needed (onnxruntime-node's CUDA step installs them, or put those of Python's onnxruntime-gpu ${runtimeVersion()} beside its own)`,
  }[provider];
  return new InputError(
    `missing device "${provider}": ${why}; ${advice ?? "choose another"}, or use --device cpu`,
  );
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}
