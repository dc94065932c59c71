// The document as lines to read.

/** One line per measurement; ratios to the peer where it was there. */
export function table({ machine, step = [], parts, metrics }) {
  const lines = [
    `${machine.processor} (${machine.instructions.join(" ")}), ${machine.threads} threads, onnxruntime ${machine.onnxruntime}`,
    machine.peer
      ? `peer: PyTorch ${machine.peer.torch}, ${machine.peer.openblasKernel ?? machine.peer.blas}`
      : "peer: not measured (no Python with PyTorch)",
  ];
  for (const row of step) {
    const ratio = (ours) =>
      row.peer === null ? "" : ` (PyTorch's time ÷ ours ${(row.peer.stepMs / ours).toFixed(2)})`;
    lines.push(
      `${row.model}, batch ${row.batch}: forward ${row.forwardMs} ms, step ${row.stepMs} ms${ratio(row.stepMs)}, ` +
        `8-bit forward ${row.int8ForwardMs} ms, 8-bit step ${row.int8StepMs} ms${ratio(row.int8StepMs)}, ` +
        `8-bit cosine ${row.int8Cosine}, peak of the step ${row.peakMb} MB, ` +
        `PyTorch's step ${peerTimes(row.peer)}`,
    );
  }
  for (const [name, value] of Object.entries(parts ?? {})) lines.push(`${name}: ${value.median ?? value}`);
  if (metrics !== undefined) {
    const peer = metrics.peerMs === null ? "not measured" : `${metrics.peerMs} ms`;
    lines.push(
      `metrics of ${metrics.maps} maps: ${metrics.ms} ms, scikit-learn and a vectorised overlap ${peer}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function peerTimes(peer) {
  if (peer === null) return "not measured";
  const { stepMs, oneOwnThreadStepMs: other, bfloat16StepMs: bfloat16 } = peer;
  return [
    `${stepMs} ms`,
    ...(other === null ? [] : [`${other} ms with one thread of its own`]),
    ...(bfloat16 === null ? [] : [`${bfloat16} ms in bfloat16`]),
  ].join(", ");
}
