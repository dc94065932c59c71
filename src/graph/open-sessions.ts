// Sessions by name, opened when they are first asked for. Pictures of many sizes would keep one each: the oldest goes.

import { CancelledError } from "../core/errors.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Engine, Session } from "./session.ts";

/** Sessions that stay open: every variant that studies of two sizes use. */
const MOST = 12;

export interface OpenSessions {
  /** The session of a key; `model` builds its graph where it is not open. */
  get(key: string, model: () => OnnxModel): Promise<Session>;
  close(): Promise<void>;
}

/** None open yet. Uses of a session must have ended before MOST others are asked for. */
export function openSessions(engine: Engine): OpenSessions {
  const opened = new Map<string, Promise<Session>>();
  return {
    get: (key, model) => {
      const known = opened.get(key);
      if (known !== undefined) return known;
      const session = engine.open(model());
      opened.set(key, session);
      const [oldest] = opened;
      if (oldest !== undefined && opened.size > MOST) {
        opened.delete(oldest[0]);
        oldest[1].then((ready) => ready.close()).catch(() => {});
      }
      return session;
    },
    close: async () => {
      for (const session of opened.values()) await session.then((ready) => ready.close()).catch(ignoreClosed);
    },
  };
}

function ignoreClosed(error: unknown): void {
  if (!(error instanceof CancelledError)) throw error;
}
