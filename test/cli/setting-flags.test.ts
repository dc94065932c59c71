// Flags from a schema of settings: what each kind of field takes, and what is refused by the flag's name.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { settingFlags, settingNames, settingsFromFlags } from "../../src/cli/setting-flags.ts";

const SCHEMA = z.strictObject({
  file: z.string().describe("a file"),
  mode: z.enum(["fast", "exact"]).default("exact").describe("how"),
  drawCount: z.int().min(1).default(59).describe("draws"),
  levels: z.array(z.number()).default([0.5]).describe("levels"),
  names: z.array(z.string()).optional().describe("names"),
  verbose: z.boolean().default(false).describe("more words"),
  paired: z.boolean().default(true).describe("pairs"),
  box: z.record(z.string(), z.number()).optional().describe("anything else"),
});

describe("settings as flags", () => {
  it("are one flag a field, described with its default, switches without a value", () => {
    const flags = z.object(settingFlags(SCHEMA));
    expect(settingNames(SCHEMA)).toEqual(Object.keys(flags.shape));
    expect(flags.shape["drawCount"]?.description).toBe("draws (default 59)");
    expect(flags.parse({ verbose: true, paired: "false" })).toEqual({ verbose: true, paired: "false" });
  });

  it("are read by their kind, defaults filled in, other flags left alone", () => {
    const read = settingsFromFlags(SCHEMA, { file: "a", other: "x" });
    expect(read).toEqual({
      ...{ file: "a", mode: "exact", drawCount: 59, levels: [0.5], verbose: false, paired: true },
    });
    const given = {
      ...{ file: "1", mode: "fast", drawCount: "7", levels: "0, 1.5", names: "a,b", verbose: true },
      ...{ paired: "false", box: '{"theta":3}' },
    };
    expect(settingsFromFlags(SCHEMA, given)).toEqual({
      ...{ file: "1", mode: "fast", drawCount: 7, levels: [0, 1.5], names: ["a", "b"], verbose: true },
      ...{ paired: false, box: { theta: 3 } },
    });
  });

  it.each([
    [{}, /missing --file/],
    [{ file: "a", mode: "slow" }, /invalid --mode "slow"/],
    [{ file: "a", drawCount: "many" }, /invalid --draw-count "many"; expected a finite number/],
    [{ file: "a", drawCount: "0" }, /invalid --draw-count "0"/],
    [{ file: "a", levels: "0,," }, /invalid --levels "0,,"; expected a finite number/],
    [{ file: "a", paired: "no" }, /invalid --paired "no"; expected true or false/],
    [{ file: "a", box: "{" }, /invalid --box "{"; expected JSON/],
  ])("refuse %j", (flags, message) => {
    expect(() => settingsFromFlags(SCHEMA, flags)).toThrow(message);
  });
});
