// Refusals as a user must get them.

import { expect } from "vitest";
import { InputError } from "../../src/core/errors.ts";

/** The message of what must be refused with one line. */
export async function refusal(refused: Promise<unknown>): Promise<string> {
  const error = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).toMatch(/^[^\p{Cc}]{1,1000}$/u);
  return message;
}
