// `explore RUN` asks what the run asked: its class name, folders, preset, aspect, acting size and seed, so that the numbers
// on the page are those that the run recorded.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { present } from "../../src/core/errors.ts";
import { decodeFrame } from "../../src/explore/frame.ts";
import type { EvaluationView, SampleDetail } from "../../src/explore/protocol.ts";
import type { RunView } from "../../src/explore/run-view.ts";
import { encodeMaskPng, encodePng } from "../../src/image/codec.ts";
import type { PointOutcome, RunSummary } from "../../src/results/schema.ts";
import { faultline } from "../support/cli.ts";
import { ask, jsonOf, type ServedExplorer, serveExplorer } from "../support/explorer.ts";
import { sharedFolder } from "../support/scratch.ts";

const folder = await sharedFolder();
const [parts, run] = [join(folder, "parts"), join(folder, "run")];
const [WIDTH, HEIGHT] = [150, 96];

beforeAll(async () => {
  for (const name of ["fine", "broken", "truth"]) await mkdir(join(parts, name), { recursive: true });
  const picture = (bright: number): Promise<Buffer> => {
    const data = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, (_, at) => {
      const column = at % WIDTH;
      return column > 50 && column < 70 ? bright : ((at * 13) % 97) / 97;
    });
    return encodePng({ width: WIDTH, height: HEIGHT, data });
  };
  await writeFile(join(parts, "fine", "0.png"), await picture(0.5));
  await writeFile(join(parts, "broken", "1.png"), await picture(0.95));
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    at % WIDTH > 50 && at % WIDTH < 70 ? 1 : 0,
  );
  await writeFile(
    join(parts, "truth", "1.png"),
    await encodeMaskPng({ width: WIDTH, height: HEIGHT, data: mask }),
  );
  const { code, stderr } = await faultline([
    ...["bound", "--dataset", "folder", "--root", parts, "--class", "weave", "--normal-dir", "fine"],
    ...["--abnormal-dir", "broken", "--mask-dir", "truth", "--model", "demo", "--threads", "1"],
    ...["--preset", "released-code", "--aspect", "pad", "--shift", "theta,hue,noise", "--budget", "4"],
    ...["--strategy", "simplex", "--seed", "2"],
    ...["--out", run],
  ]);
  expect(code, stderr).toBe(0);
}, 60_000);

async function explored(path: string, ...more: readonly string[]): Promise<ServedExplorer> {
  const served = await serveExplorer(path, "--root", parts, ...more);
  onTestFinished(async () => void (await served.stop()));
  return served;
}

async function shownRun(port: number): Promise<RunView> {
  const state = jsonOf<{ runs: readonly { id: string }[] }>(await ask(port, "/api/state"));
  return jsonOf<RunView>(await ask(port, `/api/runs/${state.runs[0]?.id}`));
}

const numbersOf = ({ loss, pauroc, imageScore }: PointOutcome | EvaluationView): object => ({
  loss,
  pauroc,
  imageScore,
});

/** The search saw the point among others of a batch, whose sums end in other bits. */
const nearly = ({ loss, pauroc, imageScore }: PointOutcome): object => ({
  loss: expect.closeTo(loss ?? Number.NaN, 5),
  pauroc: pauroc === null ? null : expect.closeTo(pauroc, 5),
  imageScore: expect.closeTo(imageScore, 5),
});

/** Opens every sample of the run's page; what is shown of it unshifted and at its worst, and what the run recorded. */
async function samplesOf(port: number) {
  const { samples } = await shownRun(port);
  return await Promise.all(
    samples.map(async ({ id, original, worst }) => {
      const opened = decodeFrame(new Uint8Array((await ask(port, `/api/samples/${id}`)).body).buffer);
      const found = present(Object.values(worst).at(-1), "worst");
      const body = JSON.stringify({ sample: id, point: found.point });
      const answer = await ask(port, "/api/evaluate", { method: "POST", body });
      const evaluated = decodeFrame(new Uint8Array(answer.body).buffer);
      return {
        shown: numbersOf((opened.json as SampleDetail).original),
        recorded: numbersOf(original),
        shownWorst: numbersOf(evaluated.json as EvaluationView),
        recordedWorst: nearly(found),
      };
    }),
  );
}

describe("the explorer of a run", () => {
  it("shows every sample's recorded numbers, unshifted and at its worst", async () => {
    const { port, notes } = await explored(run);
    const samples = await samplesOf(port);
    expect(samples).toHaveLength(2);
    for (const { shown, recorded, shownWorst, recordedWorst } of samples) {
      expect(shown).toEqual(recorded);
      expect(shownWorst).toEqual(recordedWorst);
    }
    expect(notes()).not.toContain("earlier version");
  });

  it("of an earlier version takes its class name, and says what else must be given again", async () => {
    const earlier = join(folder, "earlier");
    await mkdir(earlier);
    const { provenance, ...rest } = JSON.parse(
      await readFile(join(run, "results.json"), "utf8"),
    ) as RunSummary;
    const { options: _options, ...dataset } = provenance.dataset;
    const { threads: _threads, ...made } = { ...provenance, dataset };
    await writeFile(join(earlier, "results.json"), JSON.stringify({ provenance: made, ...rest }));
    const folders = ["--normal-dir", "fine", "--abnormal-dir", "broken", "--mask-dir", "truth"];
    const { port, notes } = await explored(earlier, ...folders, "--threads", "1");
    for (const { shown, recorded } of await samplesOf(port)) expect(shown).toEqual(recorded);
    expect(notes()).toContain(
      "earlier is of an earlier version and does not say how its pictures were read: flags that it was made with must be given again",
    );
  });
});
