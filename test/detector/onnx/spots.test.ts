// Small models whose exact answer, or refusal, is known: layouts, types, ranks, batches, what has to be told, what is wrong.

import { describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../../src/core/errors.ts";
import { expectClose } from "../../support/closeness.ts";
import { fixtureFloats, fixtureJson, fixtureTensors } from "../../support/fixtures.ts";
import { goldenPicture, judged, openedOnnx } from "./opened.ts";

interface Spots {
  readonly pictures: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<string, Spot>>;
}

interface Spot {
  readonly answer: "runs" | "runs, then refuse" | "refuse";
  readonly tolerance?: number;
  readonly sameAs?: string;
  /** "full.PICTURE" */
  readonly map?: string;
  readonly score?: Readonly<Record<string, number>>;
}

const { pictures, models } = fixtureJson<Spots>("anomalib/spots");
const tensors = fixtureTensors("anomalib/spots");
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What has to be told of those whose files do not say it. */
const TOLD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "spot-uint8-nhwc-bgr": { channels: "BGR" },
  "spot-imagenet-outside": IMAGENET,
  "spot-logits2": { scoreOutput: "probs[1]" },
};

/** Labels of the only one that decides by itself: above 0.5. */
const DECIDES = "spot-map3";

const running = Object.entries(models).filter(([, { answer }]) => answer === "runs");

describe("right answers", () => {
  it.each(running)("%s", async (name, { sameAs, tolerance = 0, ...own }) => {
    const { map, score = {} } = sameAs === undefined ? own : present(models[sameAs], sameAs);
    const detector = await openedOnnx(`${name}.onnx`, TOLD[name]);
    onTestFinished(() => detector.close());
    expect(detector.facts?.givesMaps).toBe(map !== undefined);
    const names = Object.keys(pictures);
    const scored = await judged(detector, await Promise.all(Object.values(pictures).map(goldenPicture)));
    for (const [at, picture] of names.entries()) {
      const { map: values = null, imageScore = Number.NaN, label } = scored[at] ?? {};
      const rightScore = score[picture] ?? Number.NaN;
      expectClose([imageScore], [rightScore], { absolute: tolerance, what: `score of ${picture}` });
      expect(label).toBe(name === DECIDES ? rightScore > 0.5 : undefined);
      if (map === undefined) expect(values).toBeNull();
      else {
        const right = fixtureFloats(tensors, map.replace("PICTURE", picture));
        expectClose(name === "spot-crop" ? middle(values ?? []) : (values ?? []), right, {
          ...{ absolute: tolerance, what: `map of ${picture}` },
        });
      }
    }
  });
});

/** Rows and columns 8 … 55 of 64 × 64. */
function middle(map: ArrayLike<number>): number[] {
  expect(map.length).toBe(64 * 64);
  return Array.from(map).filter((_, at) => [at % 64, at >> 6].every((place) => place >= 8 && place < 56));
}

/** Each in one line that names what is wrong. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  "spot-external-missing": /^missing file "?spot-external-missing\.onnx\.data/,
  "spot-external-outside": /^invalid spot-external-outside\.onnx: .*"\.\.\/x\.bin".*its own folder/,
  "spot-external-absolute": /^invalid spot-external-absolute\.onnx: .*absolute path/,
  "spot-external-sub": /^invalid spot-external-sub\.onnx: .*"sub\/\.\.\/\.\.\/x\.bin"/,
  "spot-custom-op": /^invalid spot-custom-op\.onnx: .*Glow.*com\.example\.lab/,
  "spot-two-inputs": /^invalid spot-two-inputs\.onnx: it has 2 inputs .*depth/,
  "spot-no-picture": /^invalid spot-no-picture\.onnx: its input .* is no picture/,
  "spot-channels4": /^invalid spot-channels4\.onnx: .*neither 1 nor 3 channels/,
  "spot-ambiguous": /^invalid spot-ambiguous\.onnx: each of a .*, b .* could be the map; --map-output/,
  "spot-truncated": /^invalid spot-truncated\.onnx: it is no ONNX file, or damaged/,
  "spot-empty": /^invalid spot-empty\.onnx: it is no ONNX file, or damaged/,
  "spot-not-onnx": /^invalid spot-not-onnx\.onnx: it is no ONNX file, or damaged/,
  "spot-future-opset": /^invalid spot-future-opset\.onnx: .*opset 99/,
};

describe("refusals", () => {
  it("are of all that have to be refused", () => {
    const refused = Object.entries(models).filter(([, { answer }]) => answer === "refuse");
    expect(Object.keys(REFUSALS).sort()).toEqual(refused.map(([name]) => name).sort());
  });

  it.each(Object.entries(REFUSALS))("%s", async (name, line) => {
    await expectRefused(openedOnnx(`${name}.onnx`), line);
  });

  it("spot-logits2 unless told which column", async () => {
    await expectRefused(
      openedOnnx("spot-logits2.onnx"),
      /probs .* has 2 columns: --score-output "probs\[1\]"/,
    );
  });

  it("spot-nan once a picture gives no numbers", async () => {
    const detector = await openedOnnx("spot-nan.onnx");
    onTestFinished(() => detector.close());
    const picture = await goldenPicture(present(pictures["spot-a"], "spot-a"));
    await expectRefused(judged(detector, [picture]), /^invalid answer of spot-nan\.onnx: output m is NaN/);
  });
});

async function expectRefused(refused: Promise<unknown>, line: RegExp): Promise<void> {
  const error: unknown = await refused.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: "InputError", message: expect.stringMatching(line) });
  expect((error as Error).message).not.toContain("\n");
}
