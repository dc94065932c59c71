// A foreign model's own process: it gets the model's bytes, runs it, and ends with the process that started it. It is
// killed from there where it takes more memory or time than it may.

import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { loadRuntime } from "../session-node.ts";
import { endAlone } from "./end-alone.ts";
import type { ForeignReply, ForeignRequest, ForeignTensor, ForeignValue } from "./messages.ts";

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;
type OpenSession = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;

const ARRAYS = [Float32Array, Float64Array, BigInt64Array, Int32Array, Uint8Array] as const;

/** Of all outputs of a run: what is larger is not handed on. */
const MOST_BYTES = 2 ** 28;

let session: OpenSession | undefined;

async function answer(request: ForeignRequest): Promise<ForeignReply> {
  const { InferenceSession, Tensor } = await loadRuntime();
  if (request.kind === "open") {
    session = await InferenceSession.create(request.bytes, {
      executionProviders: ["cpu"],
      // What one run took is given back before the next.
      ...{ enableCpuMemArena: false, enableMemPattern: false },
      ...{ logSeverityLevel: 3, intraOpNumThreads: request.threads },
    });
    const { inputMetadata, outputMetadata } = session;
    const facts = { inputs: inputMetadata.map(declared), outputs: outputMetadata.map(declared) };
    return { kind: "opened", facts };
  }
  if (session === undefined) throw new Error("no model is open");
  const feeds = Object.entries(request.feeds).map(([name, { data, shape }]) => [
    name,
    new Tensor("float32", data, shape),
  ]);
  const results = Object.entries(await session.run(Object.fromEntries(feeds)));
  const sizes = results.map(([, { data }]) => ("byteLength" in data ? data.byteLength : 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MOST_BYTES) throw new Error(`its outputs take ${bytes} bytes; expected at most ${MOST_BYTES}`);
  return {
    kind: "ran",
    tensors: Object.fromEntries(results.map(([name, value]) => [name, given(name, value)])),
  };
}

function declared(metadata: OpenSession["inputMetadata"][number]): ForeignValue {
  const { name } = metadata;
  return metadata.isTensor
    ? { name, type: metadata.type, shape: [...metadata.shape] }
    : { name, type: "", shape: [] };
}

function given(name: string, { type, dims, data }: InstanceType<Runtime["Tensor"]>): ForeignTensor {
  if (!ARRAYS.some((kind) => data instanceof kind)) throw new Error(`output ${name} is of type ${type}`);
  return { type, shape: dims, data: data as ForeignTensor["data"] };
}

/** Where memory runs out for the whole machine, this is the process that ends. Linux alone. */
function endFirst(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Elsewhere the system decides.
  }
}

function endWithParent(): void {
  process.on("disconnect", endAlone);
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  new Worker(new URL(`./orphan.${extension}`, import.meta.url), { workerData: process.ppid }).unref();
}

endFirst();
endWithParent();
let last: Promise<void> = Promise.resolve();
process.on("message", (request: ForeignRequest) => {
  last = last
    .then(() => answer(request))
    .catch((error: unknown): ForeignReply => {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    })
    .then((reply) => {
      process.send?.(reply);
    });
});
