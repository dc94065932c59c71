// Where a model runs: where the shifts do.

import { PROVIDERS, type Provider } from "../../graph/foreign/messages.ts";
import type { Engine } from "../../graph/session.ts";

export function providerOf({ provider }: Engine): Provider {
  return PROVIDERS.find((known) => known === provider) ?? "cpu";
}
