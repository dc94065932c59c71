// A foreign model's own process: it gets the model's bytes, runs it, and ends with the process that started it. It is
// killed from there where it takes more time than it may, and by its guard where it takes more memory.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { InputError } from "../../core/errors.ts";
import { loadRuntime, missingDevice, NO_SPINNING } from "../session-node.ts";
import { endAlone, removeOwnFolder } from "./end-alone.ts";
import type { ForeignReply, ForeignRequest, Guarded, Provider } from "./messages.ts";
import { fromRuntime, toRuntime, withoutFloat16Array } from "./runtime-tensors.ts";
import { headsOf, readBytes, readTensors, writeTensors } from "./tensor-pipes.ts";
import type { ForeignTensor, ForeignTensors, ForeignValue } from "./tensors.ts";

type Runtime = Awaited<ReturnType<typeof loadRuntime>>;
type OpenSession = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;

/** Of all outputs of a run: what is larger is not handed on. */
const MOST_BYTES = 2 ** 28;

let session: OpenSession | undefined;

/** Answers a request; the tensors go after the answer. */
async function answer(request: ForeignRequest): Promise<{ reply: ForeignReply; tensors?: ForeignTensors }> {
  if (request.kind === "open") return { reply: await opened(request) };
  // Whatever follows, the pipe is read to its end.
  const given = readTensors(request.feeds);
  if (session === undefined) throw new Error("no model is open");
  const { Tensor } = await loadRuntime();
  const feeds = Object.entries(given).map(([name, feed]) => [name, toRuntime(Tensor, feed)]);
  const results = await session.run(Object.fromEntries(feeds), request.outputs ?? session.outputNames);
  const found: [string, ForeignTensor][] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(results)) {
    const tensor = fromRuntime(name, value);
    bytes += tensor.data.byteLength;
    if (bytes > MOST_BYTES)
      throw new Error(`its outputs take more than ${MOST_BYTES} bytes; expected at most as many`);
    found.push([name, tensor]);
  }
  const tensors = Object.fromEntries(found);
  return { reply: { kind: "ran", tensors: headsOf(tensors) }, tensors };
}

async function opened({
  byteCount,
  threads,
  provider,
}: ForeignRequest & { kind: "open" }): Promise<ForeignReply> {
  const bytes = readBytes(new Uint8Array(byteCount));
  const { InferenceSession, listSupportedBackends } = await loadRuntime();
  const backends = listSupportedBackends().map(({ name }) => name);
  if (!backends.includes(provider)) throw missingDevice(provider, `this build offers ${backends.join(", ")}`);
  const openOn = (name: Provider): Promise<OpenSession> =>
    InferenceSession.create(bytes, {
      executionProviders: [name],
      // What one run took is given back before the next.
      ...{ enableCpuMemArena: false, enableMemPattern: false },
      ...{ logSeverityLevel: 3, intraOpNumThreads: threads },
      // The engine that shifts pictures computes beside it.
      extra: { ...NO_SPINNING, "session.model_external_initializers_file_folder_path": process.cwd() },
    });
  session = await openOn(provider).catch(async (error: unknown) => {
    // What opens elsewhere fails for the device, not for the file.
    if (provider === "cpu") throw error;
    await (await openOn("cpu")).release();
    throw missingDevice(provider, messageOf(error).split("\n", 1)[0] ?? "");
  });
  const { inputMetadata, outputMetadata } = session;
  return {
    kind: "opened",
    facts: { inputs: inputMetadata.map(declared), outputs: outputMetadata.map(declared) },
  };
}

function declared(metadata: OpenSession["inputMetadata"][number]): ForeignValue {
  const { name } = metadata;
  return metadata.isTensor
    ? { name, type: metadata.type, shape: [...metadata.shape] }
    : { name, type: "", shape: [] };
}

function failure(error: unknown): { reply: ForeignReply } {
  const what = error instanceof InputError ? "device" : "file";
  return { reply: { kind: "failed", with: what, message: messageOf(error) } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where memory runs out for the whole machine, this is the process that ends. Linux alone. */
function endFirst(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Elsewhere the system decides.
  }
}

/** Resolves once the guard is there. */
async function startGuard(): Promise<void> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const [, , memory, parent] = process.argv;
  const workerData: Guarded = { parent: Number(parent), memoryMegabytes: Number(memory) };
  const guard = new Worker(new URL(`./guard.${extension}`, import.meta.url), { workerData });
  await once(guard, "online");
  guard.unref();
}

endFirst();
withoutFloat16Array();
process.on("disconnect", endAlone);
// An answer that nobody is left to read is an error before anything else is heard of it.
process.on("exit", removeOwnFolder);
// The other one may have ended while this one began.
if (!process.connected) endAlone();
let last = startGuard();
process.on("message", (request: ForeignRequest) => {
  last = last
    .then(() => answer(request))
    .catch(failure)
    .then(({ reply, tensors = {} }: { reply: ForeignReply; tensors?: ForeignTensors }) => {
      process.send?.(reply);
      writeTensors(tensors);
    });
});
