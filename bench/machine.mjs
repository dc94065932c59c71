// What a measurement was made on.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, platform, totalmem } from "node:os";

const require = createRequire(import.meta.url);

/** Processor, memory, versions, and the load that other work put on the machine at the start. */
export async function machineOf({ threads, python }) {
  return {
    processor: cpus()[0]?.model,
    instructions: instructions(),
    cores: cpus().length,
    threads,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: platform(),
    node: process.version,
    onnxruntime: require("onnxruntime-node/package.json").version,
    peer: peerOf(python),
    graphicsCard: graphicsCard(),
    loadAtStart: loadavg()[0],
  };
}

/** Name, memory and driver of NVIDIA's card; null where there is none. */
function graphicsCard() {
  const query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"];
  const { status, stdout } = spawnSync("nvidia-smi", query, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/** The wide instruction sets that decide products' speed. */
function instructions() {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" ") ?? [];
    return flags.filter((flag) =>
      /^(avx2|avx512f|avx512_vnni|avx_vnni|amx_int8|amx_bf16|avx512_bf16)$/.test(flag),
    );
  } catch {
    return [];
  }
}

/** PyTorch's version, its matrix library and that library's kernel; null where there is no Python with PyTorch. */
function peerOf(python) {
  const run = spawnSync(python, [new URL("peer/describe.py", import.meta.url).pathname], {
    encoding: "utf8",
    env: peerEnvironment({ OPENBLAS_VERBOSE: "2" }),
  });
  if (run.status !== 0) return null;
  const peer = JSON.parse(run.stdout);
  // Beside MKL the OpenBLAS that speaks up is NumPy's.
  const kernel = peer.blas === "mkl" ? undefined : /Core: (\w+)/.exec(run.stderr)?.[1];
  return { ...peer, ...(kernel === undefined ? {} : { openblasKernel: kernel }) };
}

/**
 * The peer's environment: a kernel that someone forced on OpenBLAS for another program is not forced on it. What pins a
 * peer's threads goes into `more`.
 */
export function peerEnvironment(more = {}) {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...rest } = process.env;
  return { ...rest, ...more };
}
