// Sessions stay open while there is room for them, and the one that was used longest ago goes.

import { describe, expect, it } from "vitest";
import { openSessions } from "../../src/graph/open-sessions.ts";
import type { Engine } from "../../src/graph/session.ts";

/** Sessions of models with these weights, and what was opened and closed. */
function watched(weightBytes: number) {
  const events: string[] = [];
  const engine: Engine = {
    ...({ provider: "cpu", int8: null } as const),
    open: async ({ bytes }) => {
      const name = Buffer.from(bytes).toString();
      events.push(`+${name}`);
      return { run: async () => ({}), close: async () => void events.push(`-${name}`) };
    },
    close: async () => {},
  };
  const sessions = openSessions(engine);
  const use = async (name: string): Promise<void> => {
    const facts = { weightBytes, int8: false, inputs: [], outputs: [] };
    await sessions.get(name, () => ({ bytes: Buffer.from(name), ...facts }));
    await new Promise(setImmediate);
  };
  return { events, use, sessions };
}

describe("open sessions", () => {
  it("are opened once each, as many as one study of small models uses", async () => {
    const { events, use, sessions } = watched(1_000_000);
    const names = Array.from({ length: 24 }, (_, index) => `s${index}`);
    for (const name of [...names, ...names]) await use(name);
    expect(events).toEqual(names.map((name) => `+${name}`));
    await use("s0");
    await use("another");
    expect(events.slice(24)).toEqual(["+another", "-s1"]);
    await sessions.close();
    expect(events.filter((event) => event.startsWith("-"))).toHaveLength(25);
  });

  it("are as few as fit where they are large, the last two in any case", async () => {
    const { events, use } = watched(400_000_000);
    for (const name of ["a", "b", "c", "a", "d"]) await use(name);
    expect(events).toEqual(["+a", "+b", "+c", "+d", "-b"]);
    const huge = watched(2_000_000_000);
    for (const name of ["a", "b", "a", "c"]) await huge.use(name);
    expect(huge.events).toEqual(["+a", "+b", "+c", "-b"]);
  });
});
