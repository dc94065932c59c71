// A foreign model in a process of its own, so that whatever is wrong with the file ends that process alone: one that
// takes too much memory or time is killed. The process has an empty folder, no file but the model's weights where these
// are not in the model, and hardly any environment. Node only.

import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError, unknownName } from "../../core/errors.ts";
import { FOLDER_PREFIX } from "./end-alone.ts";
import { GuardedProcess } from "./guarded-process.ts";
import { type ForeignFacts, PROVIDERS } from "./messages.ts";
import type { ForeignSettings } from "./settings.ts";
import { placeSidecars } from "./sidecars.ts";
import type { ForeignTensors } from "./tensors.ts";

/** An open foreign model. Runs follow one another. */
export interface ForeignModel extends ForeignFacts {
  /**
   * The outputs, or those asked for: only these are computed. Feeds have to stay as they are until then. InputError where
   * the model fails, crashes or goes beyond its limits; after the latter two no further run succeeds.
   */
  run(feeds: ForeignTensors, outputs?: readonly string[]): Promise<ForeignTensors>;
  close(): Promise<void>;
}

/**
 * Opens a model from its bytes. InputError where the bytes are no model that the runtime takes, the provider is unknown or
 * missing, or opening it goes beyond the limits; CancelledError.
 */
export async function openForeign(bytes: Uint8Array, settings: ForeignSettings): Promise<ForeignModel> {
  const { file, provider = "cpu", sidecars = [] } = settings;
  if (!PROVIDERS.includes(provider)) throw new InputError(unknownName("provider", provider, PROVIDERS));
  // At once, and the process right after it: a folder without one would stay where this process is killed meanwhile.
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  const started = await placeSidecars(folder, file, sidecars)
    .then(() => new GuardedProcess(folder, settings))
    .catch(async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
  try {
    return {
      ...(await started.open(bytes, provider)),
      run: (feeds, outputs) => started.run(feeds, outputs),
      close: () => started.end(),
    };
  } catch (error) {
    await started.end();
    throw error;
  }
}
