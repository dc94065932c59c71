// The sessions of an engine: each closed once, those that are still open with it, and nothing kept of those that are
// closed, since an explorer opens sessions for hours and each holds what it was fed last.

import type { Engine, Session } from "./session.ts";

/** Opening and closing of an engine whose sessions `openSession` opens. */
export function engineSessions(openSession: Engine["open"]): Pick<Engine, "open" | "close"> {
  const sessions = new Set<Session>();
  return {
    open: async (model) => {
      const { run, close } = await openSession(model);
      const session: Session = {
        run,
        close: async () => {
          if (sessions.delete(session)) await close();
        },
      };
      sessions.add(session);
      return session;
    },
    close: async () => {
      for (const session of sessions) await session.close();
    },
  };
}
