// What a file asks of the runtime that it does not have, in words for the file's user.

import { InputError } from "../../core/errors.ts";
import type { OnnxStructure } from "./structure.ts";

/** Domains whose operators the runtime has. */
const DOMAINS: ReadonlySet<string> = new Set([
  ...["", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "ai.onnx.preview"],
  ...["com.microsoft", "com.microsoft.experimental", "com.microsoft.nchwc", "com.ms.internal.nhwc"],
  ...["org.pytorch.aten"],
]);

/** InputError, naming the first operator of a domain that neither the runtime nor the file itself defines. */
export function refuseUnknown({ operators, functions }: OnnxStructure, file: string): void {
  const own = new Set(functions.map(({ domain, operator }) => `${domain}\n${operator}`));
  const unknown = operators.find(
    ({ domain, operator }) => !DOMAINS.has(domain) && !own.has(`${domain}\n${operator}`),
  );
  if (unknown === undefined) return;
  const { operator, domain } = unknown;
  throw new InputError(
    `invalid ${file}: unknown operator ${JSON.stringify(operator)} of domain ${JSON.stringify(domain)}; ` +
      "expected operators of ONNX or onnxruntime alone",
  );
}

const NEWER_OPSET = /Opset (\d+) is under development.*support for domain (\S+) is till opset (\d+)/s;

/** What the runtime says of a file that it does not open, in fewer words where they are known. */
export function runtimeRefusal(message: string): string {
  const [, given, domain, newest] = NEWER_OPSET.exec(message) ?? [];
  if (given === undefined) return message;
  return `it is written for opset ${given} of ${domain}; this onnxruntime supports up to opset ${newest}; export it for an older one`;
}
