// Which detectors outside of faultline a worker may open: processes and services, named on its own command line.

import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { DETECTORS, detectorNamed } from "../detector/registry.ts";
import type { DetectorSource } from "../detector/source.ts";
import type { OwnDetector } from "../study/queue/own-detectors.ts";
import { combined, sourceFlags } from "./detector-flags.ts";
import { flagName } from "./options.ts";
import { settingNames, settingsFromFlags } from "./setting-flags.ts";

type OutsideShape = { detector: z.ZodDefault<z.ZodArray<z.ZodString>> };

/** A command's own flags with those of all detectors that reach outside of this process, any number of them. */
export function withOutsideDetectors<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<OutsideShape & Shape> {
  const written = outsideSources().map(({ name, address }) => address?.written ?? name);
  const detector = z
    .array(z.string())
    .default([])
    .describe(
      `what items may ask for besides files: ${written.join(", ")}, with the settings it was planned with; may be repeated`,
    );
  const options = combined({ ...shape, detector }, sourceFlags(outsideSources()));
  return options as unknown as z.ZodObject<OutsideShape & Shape>;
}

/** The detectors that the flags name; UsageError for one of files, and for a setting that none of them takes. */
export function outsideDetectors(
  flags: z.output<z.ZodObject<OutsideShape>>,
  cwd: string,
): readonly OwnDetector[] {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  const named = flags.detector.map((text) => {
    const { source, options } = detectorNamed(text);
    if (DETECTORS.named(source).reach !== "outside")
      throw new UsageError(
        `invalid --detector "${text}": a worker opens it for any item; where its files lie here is said by --model`,
      );
    return { source, options, schema: DETECTORS.named(source).options };
  });
  const taken = named.flatMap(({ schema }) => settingNames(schema));
  for (const key of Object.keys(sourceFlags(outsideSources()))) {
    if (given[key] !== undefined && !taken.includes(key))
      throw new UsageError(`invalid ${flagName(key)}: no --detector given here takes it`);
  }
  return named.map(({ source, options, schema }) => ({
    ...{ source, cwd },
    options: settingsFromFlags(schema, { ...given, ...options }),
  }));
}

function outsideSources(): readonly DetectorSource[] {
  return DETECTORS.all().filter(({ reach }) => reach === "outside");
}
