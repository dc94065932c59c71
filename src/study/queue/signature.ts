// Signatures of what goes through the queue, where both sides have the same secret: who may write to the server can then
// forge neither an item nor a result. The secret itself is never sent.

import { createHmac, timingSafeEqual } from "node:crypto";
import { UsageError } from "../../core/errors.ts";

/** Bytes of an HMAC-SHA256. */
export const SIGNATURE_BYTES = 32;

/** The variable of the environment that holds the secret. */
export const SECRET_VARIABLE = "FAULTLINE_QUEUE_SECRET";

/** Who reads the server may try secrets on what is signed: short ones would be found. */
const SHORTEST = 16;

/** What is signed: nothing signed as one kind passes as another. */
type Signed = "item" | "result" | "planner" | "worker";

export interface Signer {
  /** HMAC-SHA256 over the kind and the parts, each with its length: no two lists of parts are one. */
  sign(kind: Signed, parts: readonly (string | Uint8Array)[]): Buffer;
  /** True where `signature` is that of the parts; takes as long for every wrong one. */
  isBy(signature: Uint8Array, kind: Signed, parts: readonly (string | Uint8Array)[]): boolean;
}

/** The signer with a secret; undefined without one (an empty one is none). UsageError where it is shorter than 16 bytes. */
export function openSigner(secret: string | undefined): Signer | undefined {
  if (secret === undefined || secret === "") return undefined;
  const key = Buffer.from(secret);
  if (key.length < SHORTEST)
    throw new UsageError(
      `invalid ${SECRET_VARIABLE}: it has ${key.length} bytes; expected ${SHORTEST} or more that nobody guesses, such as what openssl rand -hex 32 prints`,
    );
  const sign: Signer["sign"] = (kind, parts) => {
    const hmac = createHmac("sha256", key).update(`faultline ${kind}`);
    for (const part of parts) {
      const bytes = typeof part === "string" ? Buffer.from(part) : part;
      hmac.update(`\n${bytes.length}\n`).update(bytes);
    }
    return hmac.digest();
  };
  return {
    sign,
    isBy: (signature, kind, parts) =>
      signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, sign(kind, parts)),
  };
}
