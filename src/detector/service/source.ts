// A model behind an inference service as a detector: asked over HTTP by the Open Inference Protocol. Node only.

import { z } from "zod";
import { besideEngine } from "../beside-engine.ts";
import type { DetectorSource, FramelessDetector } from "../source.ts";
import { DESCRIPTION } from "../tensor-model/description.ts";
import { addressRefusal, isAddress } from "./address.ts";
import { checkService } from "./check.ts";
import { openService, type ServiceOptions } from "./open.ts";

const OPTIONS = z.strictObject({
  url: z
    .string()
    .superRefine((text, context) => {
      const message = addressRefusal(text);
      if (message !== null) context.addIssue({ code: "custom", message });
    })
    .describe("the model's address"),
  ...DESCRIPTION,
}) satisfies z.ZodType<ServiceOptions>;

export const serviceSource: DetectorSource = {
  ...{ name: "service", summary: "a model behind an inference service (Open Inference Protocol, KServe v2)" },
  ...{ options: OPTIONS, needsClassName: false, reach: "outside" },
  address: {
    ...{ key: "url", written: "http(s)://HOST/v2/models/NAME[/versions/V]" },
    valueOf: (text) => (isAddress(text) ? text : null),
    textOf: (url) => url,
    near: (text) =>
      /\/v2\/|^[^\s/]+:\d+(\/|$)/.test(text) ? "an address begins with http:// or https://" : null,
  },
  open: async (settings): Promise<FramelessDetector> =>
    await besideEngine(await openService(OPTIONS.parse(settings.options), settings), settings),
  digest: async (settings) => {
    const { digest, close } = await openService(OPTIONS.parse(settings.options), settings);
    await close();
    return digest;
  },
  check: async (settings, picture) => await checkService(OPTIONS.parse(settings.options), settings, picture),
};
