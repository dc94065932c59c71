// faultline augment: any shift, in which order, how far on the part.

import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openNodeEngine } from "../../src/graph/session-node.ts";
import { runCli } from "../../src/index.ts";
import { SHIFTS } from "../../src/shift/registry.ts";
import { readNpy, writeNpy } from "../support/cli.ts";
import { sharedFolder } from "../support/scratch.ts";

// Threads of their own run what is built; here sessions stay in this one.
vi.mock("../../src/graph/session-worker.ts", () => ({ openWorkerEngine: openNodeEngine }));

const [WIDTH, HEIGHT] = [80, 50];
const folder = await sharedFolder();
const out = join(folder, "out.npy");
const values = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, (_, at) => ((at * 7919) % 256) / 255);
const colours = await writeNpy(join(folder, "colours.npy"), [3, HEIGHT, WIDTH], values);
const grey = await writeNpy(join(folder, "grey.npy"), [3, HEIGHT, WIDTH], Array(values.length).fill(0.5));

interface Ran {
  readonly code: number;
  readonly stderr: string;
}

async function augment(image: string, ...flags: readonly string[]): Promise<Ran> {
  const said: string[] = [];
  const code = await runCli(["augment", "--image", image, "--out", out, ...flags], {
    ...{ env: {}, cwd: folder, signal: new AbortController().signal },
    ...{ out: () => {}, progress: () => {}, note: (line) => said.push(line) },
  });
  return { code, stderr: said.join("\n") };
}

const written = async (): Promise<Float32Array> => (await readNpy(out)).data;

it("several shifts act in canonical order, which is said, however they are written", async () => {
  const first = await augment(colours, "--at", "jpeg=q75,exposure=-0.5,theta=5");
  expect(first).toEqual({ code: 0, stderr: "order: theta, exposure, jpeg" });
  const picture = await written();
  const second = await augment(colours, "--at", "theta=5deg", "--at", "exposure=-0.5stops,jpeg=25");
  expect(second).toEqual(first);
  expect(await written()).toEqual(picture);
  expect(await augment(colours, "--at", "theta=5")).toEqual({ code: 0, stderr: "" });
});

it("a length is said in pixels of the camera on its own side, and in mm, whatever the picture is resized to", async () => {
  const point = ["--at", "defocus=1%,motion-y=2%,translate-x=-0.03", "--size", "32"];
  const { stderr } = await augment(colours, ...point, "--mm-per-pixel", "0.03");
  expect(stderr.split("\n")).toEqual([
    "order: translate-x, defocus, motion-y",
    `translate-x −3%: −${0.03 * WIDTH} camera px, −0.072 mm`,
    `defocus 1%: ${0.01 * WIDTH} camera px, 0.024 mm`,
    `motion-y 2%: ${0.02 * HEIGHT} camera px, 0.03 mm`,
  ]);
  expect((await readNpy(out)).shape).toEqual([3, 32, 32]);
  expect((await augment(colours, "--at", "defocus=1%")).stderr).toBe("defocus 1%: 0.8 camera px");
  const wrong = await augment(colours, "--at", "defocus=1%", "--mm-per-pixel", "0");
  expect(wrong).toEqual({ code: 2, stderr: expect.stringMatching(/--mm-per-pixel "0".*above 0/) });
});

it("noise follows from the picture and the seed", async () => {
  const noisy = async (...flags: readonly string[]): Promise<Float32Array> => {
    expect(await augment(colours, "--at", "noise=0.1", ...flags)).toEqual({ code: 0, stderr: "" });
    return written();
  };
  const still = await noisy();
  expect(await noisy("--seed", "0")).toEqual(still);
  expect(await noisy("--seed", "1")).not.toEqual(still);
});

it("colour shifts are refused by name on a grey picture, others act", async () => {
  const refused = await augment(grey, "--at", "hue=1,theta=5,colour-temperature=4000K");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/invalid shift colour-temperature, hue: grey pictures \(.*grey\.npy\)/);
  expect(await augment(grey, "--at", "theta=5,exposure=0.2")).toMatchObject({ code: 0 });
});

it.each(SHIFTS.all().map((facts) => [facts.name, facts] as const))(
  "%s at its moderate end changes the picture, within [0, 1]",
  async (name, facts) => {
    expect(await augment(colours, "--at", `${name}=${facts.severities.moderate[1]}`)).toMatchObject({
      code: 0,
    });
    const shifted = await written();
    expect(shifted.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(shifted).not.toEqual(values);
  },
);
