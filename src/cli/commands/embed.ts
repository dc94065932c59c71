// faultline embed: CLIP embeddings of pictures and texts.

import { resolve } from "node:path";
import { z } from "zod";
import { embedImages, embedTexts } from "../../clip/encoder.ts";
import { UsageError } from "../../core/errors.ts";
import { shortened } from "../../core/listed.ts";
import { tensor } from "../../core/tensor.ts";
import { openModel } from "../../detector/winclip/open-model.ts";
import { PICTURE_FORMATS } from "../../image/formats.ts";
import { defineCommand, type Registration } from "../command.ts";
import { deviceFlags } from "../device-flags.ts";
import { checkOutput, writeArray } from "../output.ts";
import { noteDoubts, whiteLevelFlag } from "../reading-flags.ts";
import { loadPicture } from "../sample.ts";

export const embed: Registration = defineCommand({
  name: "embed",
  summary: "Embed pictures and texts with a CLIP model; one un-normalised row each, pictures first",
  example: 'faultline embed --model ViT-B/16+ --image part.png --text "a photo of a gear" --out rows.npy',
  options: z.object({
    model: z.string().describe("backbone name, hub id, folder, or demo"),
    visual: z.string().optional().describe("checkpoint whose vision tower replaces the model's (FARE)"),
    ...deviceFlags,
    image: z.array(z.string()).default([]).describe(`picture (${PICTURE_FORMATS}); may be repeated`),
    ...whiteLevelFlag,
    text: z.array(z.string()).default([]).describe("text; may be repeated"),
    out: z.string().describe(".npy file to write"),
  }),
  run: async (flags, surroundings) => {
    const { note, env, cwd } = surroundings;
    const { text: texts, whiteLevel, model, visual, device, threads = 0 } = flags;
    const images = flags.image.map((path) => resolve(cwd, path));
    const out = resolve(cwd, flags.out);
    if (images.length + texts.length === 0)
      throw new UsageError("missing --image or --text: nothing to embed");
    await checkOutput(out, [".npy"], images);
    const open = await openModel({ model, visual, device, threads, env, cwd });
    const { checkpoint, engine, tokenizer } = open;
    try {
      const { imageSize, embedDim } = checkpoint.config;
      const pictures = await Promise.all(images.map((path) => loadPicture(path, imageSize, { whiteLevel })));
      const files = images.map((image) => ({ image, masks: [] }));
      await noteDoubts(files, { whiteLevel }, note);
      const imageRows = await embedImages(pictures, checkpoint, engine);
      const tokens = texts.map((text) => tokenizer.tokenize(text));
      for (const [index, { length, ids }] of tokens.entries()) {
        if (length > ids.length)
          note(
            `--text "${shortened(texts[index] ?? "")}": cut to ${ids.length} of its ${length} tokens, as open_clip does`,
          );
      }
      const textRows = await embedTexts(tokens, checkpoint, engine);
      const rows = new Float32Array((images.length + texts.length) * embedDim);
      rows.set(imageRows.data);
      rows.set(textRows.data, imageRows.data.length);
      await writeArray(out, tensor([images.length + texts.length, embedDim], rows));
      return 0;
    } finally {
      await open.close();
    }
  },
});
