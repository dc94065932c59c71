// Who takes part in a measurement of steps: ours, another checkout's, PyTorch's and anomalib's, all on the same cores.
import { join } from "node:path";
import { peerEnvironment } from "./machine.mjs";
import { contestant, together } from "./rounds.mjs";

const here = (name) => new URL(name, import.meta.url).pathname;

/** PyTorch pins its own threads (OpenMP's); its matrix library goes by the environment. */
const threadsOf = (own, library) => ({
  OMP_NUM_THREADS: String(own),
  OPENBLAS_NUM_THREADS: String(library),
  MKL_NUM_THREADS: String(library),
});

/** Those of settings.variants by name, started. Whoever has no --cores to stay on may use all. */
export function contestantsOf(job, { variants, threads, cores, python, other }) {
  const start = (on, command, args, options) =>
    on === undefined
      ? contestant(command, args, options)
      : contestant("taskset", ["-c", on, command, ...args], options);
  const ours = (gradient, precision, { root = here(".."), on = cores, own = threads, device, env } = {}) =>
    start(
      on,
      process.execPath,
      [
        join(root, "bench/step-worker.mjs"),
        JSON.stringify({ ...job, threads: own, gradient, precision, device }),
      ],
      env === undefined ? {} : { env: { ...process.env, ...env } },
    );
  const peer = (script, own, settings, { on = cores, library = threads } = {}) =>
    start(on, python, [here(`peer/${script}.py`), JSON.stringify({ ...job, threads: own, ...settings })], {
      env: peerEnvironment(threadsOf(own, library)),
    });
  const perCore = (one) => together((cores ?? "0,1").split(",").map(one));
  const all = {
    forward: () => ours(false, "exact"),
    step: () => ours(true, "exact"),
    // The same steps of another checkout, such as an earlier commit's: its worker answers the same lines.
    ...(other === undefined
      ? {}
      : {
          otherForward: () => ours(false, "exact", { root: other }),
          otherStep: () => ours(true, "exact", { root: other }),
          otherInt8Step: () => ours(true, "int8", { root: other }),
        }),
    int8Forward: () => ours(false, "int8"),
    int8Step: () => ours(true, "int8"),
    stepPerCore: () => perCore((core) => ours(true, "exact", { on: core, own: 1 })),
    peer: () => peer("step", threads, { precision: "float32" }),
    // On some machines its own threads only disturb those of its matrix library.
    ...(threads > 1 ? { peerOneOwnThread: () => peer("step", 1, { precision: "float32" }) } : {}),
    peerBfloat16: () => peer("step", threads, { precision: "bfloat16" }),
    peerPerCore: () => perCore((core) => peer("step", 1, { precision: "float32" }, { on: core, library: 1 })),
    // On a graphics card, where there is one; products in TF32 where the name says so.
    cudaForward: () => ours(false, "exact", { device: "cuda" }),
    cudaStep: () => ours(true, "exact", { device: "cuda" }),
    cudaTf32Step: () => ours(true, "exact", { device: "cuda", env: { NVIDIA_TF32_OVERRIDE: "1" } }),
    webgpuForward: () => ours(false, "exact", { device: "webgpu" }),
    webgpuStep: () => ours(true, "exact", { device: "webgpu" }),
    cudaPeer: () => peer("step", threads, { precision: "float32", device: "cuda" }),
    cudaPeerCompiled: () => peer("step", threads, { precision: "float32", device: "cuda", compiled: true }),
    cudaPeerTf32: () => peer("step", threads, { precision: "tf32", device: "cuda" }),
    cudaPeerBfloat16: () => peer("step", threads, { precision: "bfloat16", device: "cuda" }),
    anomalibForward: () => peer("anomalib_winclip", threads, { mended: false }),
    anomalibMendedForward: () => peer("anomalib_winclip", threads, { mended: true }),
  };
  const wanted = Object.entries(all).filter(([name]) => variants.includes(name));
  return new Map(wanted.map(([name, begin]) => [name, begin()]));
}
