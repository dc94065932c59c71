// What is wrong with a foreign model, or ended it, in words for its user.

import { InputError } from "../../core/errors.ts";
import { quotedText, shownText } from "../../core/shown-text.ts";
import { type ForeignLimits, MEMORY_VARIABLE, SECONDS_VARIABLE } from "./limits.ts";
import type { ForeignReply } from "./messages.ts";
import type { OnnxStructure } from "./structure.ts";

/** Of what a foreign file or process said. */
const SHOWN_CHARACTERS = 600;

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
    `invalid ${file}: unknown operator ${quotedText(operator)} of domain ${quotedText(domain)}; ` +
      "expected operators of ONNX or onnxruntime alone",
  );
}

const NEWER_OPSET = /Opset (\d+) is under development.*support for domain (\S+) is till opset (\d+)/s;
const NEWER_FORMAT = /Unsupported model IR version: (\d+), max supported IR version: (\d+)/;
const NO_MEMORY = /bad_alloc|failed to allocate memory/i;

/** What its process says of a file that it does not open or run. */
export function refused(
  file: string,
  { with: what, message }: ForeignReply & { kind: "failed" },
): InputError {
  return new InputError(
    what === "device"
      ? shownText(message, SHOWN_CHARACTERS)
      : `invalid ${file}: ${shownText(runtimeRefusal(message), SHOWN_CHARACTERS)}`,
  );
}

/** A process that ended by itself. */
export function crashed(file: string, how: string, said: string): InputError {
  const words = shownText(said, SHOWN_CHARACTERS);
  return new InputError(`invalid ${file}: its process ended (${how})${words === "" ? "" : `: ${words}`}`);
}

export function tooMuch(file: string, { memoryMegabytes }: ForeignLimits): InputError {
  return new InputError(
    `invalid ${file}: it took more than ${memoryMegabytes} MB of memory and was ended; ${MEMORY_VARIABLE} allows more`,
  );
}

export function tooLong(file: string, { seconds }: ForeignLimits): InputError {
  return new InputError(
    `invalid ${file}: a call took more than ${seconds} s and was ended; ${SECONDS_VARIABLE} allows more`,
  );
}

/** Of what the runtime said, before it is searched: names of the file may be in it. */
const READ_CHARACTERS = 4000;

/** The runtime's words, or fewer where what they mean is known. */
function runtimeRefusal(words: string): string {
  const message = words.slice(0, READ_CHARACTERS);
  const [, opset, domain, newestOpset] = NEWER_OPSET.exec(message) ?? [];
  if (opset !== undefined)
    return `it needs opset ${opset} of ${domain}; this onnxruntime supports up to opset ${newestOpset}; export it for that`;
  const [, format, newestFormat] = NEWER_FORMAT.exec(message) ?? [];
  if (format !== undefined)
    return `it has ONNX's IR version ${format}; this onnxruntime supports up to ${newestFormat}; export it for that`;
  const said = withoutSource(message);
  return NO_MEMORY.test(said) ? `it asks for more memory than there is (${said})` : said;
}

/** Without the place in the runtime's source, a file and a function's signature, that many messages begin with. */
function withoutSource(message: string): string {
  const place = /\/onnxruntime_src\/\S+:\d+ /.exec(message);
  if (place === null) return message;
  const from = place.index + place[0].length;
  let depth = 0;
  for (let at = from; at < message.length; at++) {
    const character = message.charAt(at);
    if ("(<[".includes(character)) depth++;
    if (")>]".includes(character)) depth--;
    const ends = character === ")" && depth === 0 && /^ (?!const\b|\[with )/.test(message.slice(at + 1));
    if (ends) return message.slice(0, place.index) + message.slice(at + 2);
  }
  return message.slice(0, place.index) + message.slice(from);
}
