// Answers that say "not you" or "not here": no pause mends them.

import { InputError } from "../../core/errors.ts";
import { shownText } from "../../core/shown-text.ts";
import type { ServiceAddress } from "./address.ts";
import type { ServiceAnswer } from "./connection.ts";
import { statusWords } from "./said.ts";

/** InputError for an answer of missing access, and for one that leads elsewhere, which is never followed. */
export function checkAccess(answer: ServiceAnswer, { text, host }: ServiceAddress): void {
  const { status, headers } = answer;
  if (status === 401 || status === 403)
    throw new InputError(
      `no access to ${text} (${statusWords(answer)}); set FAULTLINE_SERVICE_TOKEN to a token that may ask it`,
    );
  if (status >= 300 && status < 400)
    throw new InputError(
      `invalid address ${text}: it leads on to ${shownText(String(headers["location"] ?? "another place"), 200)} (${status}); pictures are sent to ${host} alone: give the model's own address`,
    );
}
