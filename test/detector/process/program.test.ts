// What can go wrong with a program, for real: each time one true line, or an answer all the same.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { CancelledError, InputError } from "../../../src/core/errors.ts";
import { openProgram, type ProgramOptions } from "../../../src/detector/process/open.ts";
import { probePictures } from "../../../src/detector/tensor-model/probe.ts";
import { isAlive } from "../../support/processes.ts";
import { scratchFolder } from "../../support/scratch.ts";

const TOY = fileURLToPath(new URL("../../support/toy-program.mjs", import.meta.url));
const PICTURES = probePictures({ width: 8, height: 8 });

interface Opening extends Partial<ProgramOptions> {
  readonly file?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly onNote?: (line: string) => void;
}

const toyCommand = (way: string, file = "none"): string =>
  `'${process.execPath}' '${TOY}' '${way}' '${file}'`;

function open(way: string, { file, env = process.env, signal, onNote, ...options }: Opening = {}) {
  return openProgram(
    {
      ...{ command: toyCommand(way, file), answers: "map,score", resize: "8" },
      ...{ secondsPerPicture: 5, startSeconds: 20, ...options },
    },
    { cwd: "/", env, ...(signal && { signal }), ...(onNote && { onNote }) },
  );
}

async function failureOf(way: string, opening: Opening = {}): Promise<string> {
  const failure = await askedOnce(way, opening).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  const { message } = failure as InputError;
  expect(message).not.toMatch(/\p{Cc}/u);
  return message.replace(/^invalid detector exec:.*?(toy-program.mjs' '[^']*' '[^']*'): /, "");
}

/** The pictures' answers once it is open; the opening itself asks about three. */
async function askedOnce(way: string, opening: Opening = {}) {
  const program = await open(way, opening);
  try {
    return await program.ask(PICTURES);
  } finally {
    await program.close();
  }
}

const RED = [PICTURES.data.slice(0, 64), PICTURES.data.slice(192, 256)];

const pidIn = async (file: string): Promise<number> => {
  await vi.waitFor(async () => expect(await readFile(file, "utf8")).toMatch(/\d/), { timeout: 10_000 });
  return Number.parseInt(await readFile(file, "utf8"), 10);
};

describe("a program that dies", () => {
  it("is started anew, and asked about the same picture again", async () => {
    const file = join(await scratchFolder(), "pid");
    const notes: string[] = [];
    const answers = askedOnce("hangs once", { file, onNote: (line) => notes.push(line) });
    process.kill(await pidIn(file), "SIGKILL");
    expect((await answers).map(({ map }) => map)).toEqual(RED);
    expect(notes).toEqual([expect.stringMatching(/ is started anew: it ended \(signal SIGKILL\)$/)]);
  });

  it("three times at one picture is given up, with how it ended and what it said last", async () => {
    expect(await failureOf("dies for good", { file: join(await scratchFolder(), "pid") })).toBe(
      "a picture failed 3 times; the last time it ended (exit code 3); its last words: Traceback (most recent call last): / RuntimeError: out of memory",
    );
  });

  it("before it ever answered is not tried again", async () => {
    expect(await failureOf("dies at once")).toBe("it ended (exit code 2)");
  });

  it("in the middle of an answer has not answered", async () => {
    expect(await failureOf("ends in an answer", { file: join(await scratchFolder(), "pid") })).toBe(
      "a picture failed 3 times; the last time it ended (exit code 0)",
    );
  });

  it("after every answer is started for each picture", async () => {
    expect((await askedOnce("exits after each answer")).map(({ map }) => map)).toEqual(RED);
  });
});

describe("a program that takes too long", () => {
  it("is ended and started anew, within the limit of a start", async () => {
    const file = join(await scratchFolder(), "pid");
    const answers = await askedOnce("hangs once", { file, secondsPerPicture: 0.5 });
    expect(answers.map(({ map }) => map)).toEqual(RED);
    expect(isAlive(await pidIn(file))).toBe(false);
  });

  it("for its first answer is given up", async () => {
    expect(await failureOf("hangs at once", { secondsPerPicture: 0.1, startSeconds: 0.2 })).toBe(
      "it did not answer within 0.2 s and was ended; a program has to flush what it writes",
    );
  });

  it("ends within a second when all is cancelled", async () => {
    const stop = new AbortController();
    const program = await open("hangs always", { signal: stop.signal });
    const answers = program.ask(PICTURES);
    setTimeout(() => stop.abort(new CancelledError()), 50);
    const begun = performance.now();
    await expect(answers).rejects.toThrow(CancelledError);
    await program.close();
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe("an answer that is none", () => {
  it.each([
    [
      "prints when it starts",
      /^it printed text \("Loading model weights from disk"\) where an array was expected; /,
    ],
    ["prints later", /^it printed text \("epoch 1"\) where an array was expected; /],
    [
      "answers more than it is asked",
      /^it answered more than it was asked for; --answers names what it gives, /,
    ],
    ["changes its size", /^its map has shape \(1, 2\); expected \(8, 8\)$/],
    ["has two channels", /^its map has shape \(2, 8, 4\); expected \(H, W\) or \(1, H, W\)$/],
    [
      "claims a huge map",
      /^its map has 10000000000 pixels of a picture, at most 64000000; raise it with --raise-limit pixels=10000000000$/,
    ],
    ["gives NaN", /^its map holds NaN; expected finite numbers$/],
    [
      "is random",
      /^it does not repeat itself: its score of one picture, asked twice, differs by 0\.\d+ \(0\.\d+, then 0\.\d+\), where 0.00001 is allowed; /,
    ],
  ])("of one that %s", async (way, expected) => {
    expect(await failureOf(way)).toMatch(expected);
  });
});

describe("a program", () => {
  it("may give doubles and decide by itself", async () => {
    const answers = await askedOnce("gives doubles and a label", { answers: "map,score,label" });
    expect(answers.map(({ label, imageScore }) => [label, imageScore])).toEqual(
      RED.map(([first = 0]) => [first > 0.2, first]),
    );
  });

  it("ends with all that it started", async () => {
    const file = join(await scratchFolder(), "pid");
    const program = await open("has a child", { file });
    const child = await pidIn(file);
    expect(isAlive(child)).toBe(true);
    await program.close();
    await vi.waitFor(() => expect(isAlive(child)).toBe(false));
  });

  it("gets the environment without what authorises faultline", async () => {
    const file = join(await scratchFolder(), "environment");
    const secrets = [
      "FAULTLINE_SERVICE_TOKEN",
      "FAULTLINE_QUEUE_PASSWORD",
      "FAULTLINE_QUEUE_SECRET",
      "HF_TOKEN",
    ];
    const env = { ...process.env, ...Object.fromEntries(secrets.map((name) => [name, "secret"])), CUDA: "1" };
    await askedOnce("tells its environment", { file, env });
    const told = JSON.parse(await readFile(file, "utf8"));
    expect(told).toMatchObject({ CUDA: "1", PATH: process.env["PATH"] });
    expect(Object.values(told)).not.toContain("secret");
  });

  it("that is not there, or no program, is said at once", async () => {
    await expect(open("well", { command: "no-such-program --x" })).rejects.toThrow(
      /^invalid detector exec:no-such-program --x: missing program no-such-program; expected one on PATH, or a path from \/$/,
    );
    await expect(open("well", { command: TOY })).rejects.toThrow(
      /: program .*toy-program.mjs may not be executed; chmod \+x, or name its interpreter before it$/,
    );
  });
});
