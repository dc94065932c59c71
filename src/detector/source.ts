// Where detectors come from: a source by name, with its own settings, opens one.

import type { z } from "zod";
import type { PictureSize } from "../core/image.ts";
import type { Resampling } from "../core/resampling.ts";
import type { Tensor } from "../core/tensor.ts";
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
  /** Ends what opening waits for, and what was opened outside of this process. */
  readonly signal?: AbortSignal;
  /** Hears what the user should know of how it was opened. */
  readonly onNote?: (line: string) => void;
  /** By default sessions live in a thread of their own. */
  readonly openEngine?: OpenEngine;
}

/** A detector before framing: what a source opens. It takes pictures of one size, or any picture at its own. */
export interface FramelessDetector extends Omit<Detector, "workingSize" | "ownSize" | "mapSize"> {
  /** Of what it sees, in pixels; a number is the side of a square. */
  readonly size: number | PictureSize | "own";
  /** Of its maps; that of its pictures unless given. */
  readonly mapSize?: PictureSize;
}

/** What a source's detector can do where it is opened. */
export type Reach =
  /** It reads files. */
  | "files"
  /** It runs a command of this machine, or sends pictures to another one: never in another's name. */
  | "outside";

/** How --detector names a detector by what it is: FILE.onnx, http://…, exec:COMMAND. */
export interface DetectorAddress {
  /** The setting that it is. */
  readonly key: string;
  /** As help texts write it: "FILE.onnx". */
  readonly written: string;
  /** The setting's value, where a text names a detector of this source; null of any other. */
  valueOf(text: string): string | null;
  /** The text that names it. */
  textOf(value: string): string;
  /** What is missing of a text that was probably meant to name one: "a model's file ends in .onnx"; null of others. */
  readonly near?: (text: string) => string | null;
}

/** A picture for `check`. */
export interface CheckedPicture {
  /** Its own size. */
  readonly size: PictureSize;
  /** [1, 3, H, W], RGB in [0, 1], brought to a size as the chain brings pictures to it. */
  at(size: PictureSize, resampling: Resampling): Tensor;
}

/** What was understood of a detector before it is used. */
export interface DetectorCheck {
  /** For people, one statement each: sizes, layout, outputs, the decision, the digest. */
  readonly lines: readonly string[];
  /** For people, one sentence each: what is likely to be wrong, and what to do. */
  readonly doubts: readonly string[];
  /** The same for programs; JSON. */
  readonly understood: Readonly<Record<string, unknown>>;
}

export interface DetectorSource {
  readonly name: string;
  /** One line for --help. */
  readonly summary: string;
  /** Its settings as flags of the same names; every field has a description. */
  readonly options: z.ZodObject;
  /** The setting that --detector itself says, as a file or an address, in place of the source's name. */
  readonly address?: DetectorAddress;
  /** False where prompts play no part: a class name says nothing to it. True unless given. */
  readonly needsClassName?: boolean;
  /** "files" unless given. */
  readonly reach?: Reach;
  /** InputError where it is not found, not complete, or the device is missing. */
  open(settings: DetectorSettings): Promise<FramelessDetector>;
  /**
   * What is understood of a detector, and of its answer to a picture where one is given. InputError where it would not
   * open, or does not answer. Without it, what `open` tells is said.
   */
  readonly check?: (settings: DetectorSettings, picture: CheckedPicture | null) => Promise<DetectorCheck>;
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
