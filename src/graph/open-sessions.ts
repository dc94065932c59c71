// Sessions by name, opened when they are first asked for. Every set of shifts and every size of pictures has its own, and
// each holds memory: those that were used longest ago go.

import { CancelledError } from "../core/errors.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Engine, Session } from "./session.ts";

/** Sessions that stay open: every combination of three shifts, alone and in batches, and what sweeps use. */
const MOST = 24;
/** Bytes of the weights of all open sessions: beyond, what they hold with each weighs more than opening one again. */
const MOST_WEIGHT_BYTES = 1_500_000_000;
/** As many stay open, whatever their weights. */
const FEWEST = 2;

export interface OpenSessions {
  /** The session of a key; `model` builds its graph where it is not open. */
  get(key: string, model: () => OnnxModel): Promise<Session>;
  close(): Promise<void>;
}

interface Opened {
  readonly session: Promise<Session>;
  readonly weightBytes: number;
}

/** None open yet. Uses of a session must have ended before FEWEST others are asked for. */
export function openSessions(engine: Engine): OpenSessions {
  /** By the time of their last use. */
  const opened = new Map<string, Opened>();
  const closeOldest = (): void => {
    let bytes = 0;
    for (const { weightBytes } of opened.values()) bytes += weightBytes;
    for (const [key, { session, weightBytes }] of opened) {
      if (opened.size <= FEWEST || (opened.size <= MOST && bytes <= MOST_WEIGHT_BYTES)) return;
      opened.delete(key);
      bytes -= weightBytes;
      session.then((ready) => ready.close()).catch(() => {});
    }
  };
  return {
    get: (key, model) => {
      const known = opened.get(key);
      opened.delete(key);
      const used = known ?? openedOf(engine, model());
      opened.set(key, used);
      closeOldest();
      return used.session;
    },
    close: async () => {
      for (const { session } of opened.values())
        await session.then((ready) => ready.close()).catch(ignoreClosed);
      opened.clear();
    },
  };
}

function openedOf(engine: Engine, model: OnnxModel): Opened {
  return { session: engine.open(model), weightBytes: model.weightBytes };
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}
