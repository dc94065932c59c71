// Where detectors come from: a source by name, with its own settings, opens one.

import type { z } from "zod";
import type { Device, OpenEngine } from "../graph/session.ts";
import type { Detector } from "./detector.ts";
import type { Aspect } from "./framing.ts";

/** How a detector is opened, whatever its source. */
export interface DetectorSettings {
  /** The source's name: "winclip", "ideal", … */
  readonly source: string;
  /** The source's own settings, as its schema has them; JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How a picture that is not square meets it. */
  readonly aspect: Aspect;
  readonly device: Device;
  /** 0 lets the runtime decide. */
  readonly threads: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** By default sessions live in a thread of their own. */
  readonly openEngine?: OpenEngine;
}

/** A square detector before framing: what a source opens. */
export interface SquareDetector extends Omit<Detector, "workingSize"> {
  /** Side of the square that it sees, in pixels. */
  readonly size: number;
}

export interface DetectorSource {
  readonly name: string;
  /** One line for --help. */
  readonly summary: string;
  /** Its settings as flags of the same names; every field has a description. */
  readonly options: z.ZodObject;
  /** InputError where it is not found, not complete, or the device is missing. */
  open(settings: DetectorSettings): Promise<SquareDetector>;
  /**
   * The settings with files as they are named on this machine: `places` by the planner's name of them, "" for every
   * name. For workers; as they are where it has no files.
   */
  readonly placed?: (
    options: DetectorSettings["options"],
    places: ReadonlyMap<string, string>,
  ) => DetectorSettings["options"];
  /** The digest that `open` would give, without opening an engine. */
  readonly digest?: (settings: DetectorSettings) => Promise<string>;
}
