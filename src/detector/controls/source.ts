// A control as a source of detectors, for studies of the controls themselves.

import { z } from "zod";
import { canonicalJson, sha256 } from "../../core/digest.ts";
import { openWorkerEngine } from "../../graph/session-worker.ts";
import type { DetectorSettings, DetectorSource, FramelessDetector } from "../source.ts";
import { type Control, controlOf } from "./control.ts";

const OPTIONS = z.strictObject({
  size: z.coerce.number().int().min(8).max(4096).default(240).describe("side of its square in pixels"),
});

export function controlSource(control: Control): DetectorSource {
  const { name, summary } = control;
  const digestOf = ({ options }: DetectorSettings): string =>
    sha256(canonicalJson({ control: name, version: 1, ...OPTIONS.parse(options) }));
  return {
    ...{ name, summary, options: OPTIONS, needsClassName: false },
    digest: async (settings) => digestOf(settings),
    open: async (settings): Promise<FramelessDetector> => {
      const { size } = OPTIONS.parse(settings.options);
      const { device, threads } = settings;
      const engine = await (settings.openEngine ?? openWorkerEngine)({ device, threads });
      const digest = digestOf(settings);
      const detector = controlOf(control, { engine, workingSize: () => ({ width: size, height: size }) });
      return {
        ...{ name, digest, engine, size, seen: [] },
        prepare: async (request) => ({ ...(await detector.prepare(request)), digest }),
        close: () => engine.close(),
      };
    },
  };
}
