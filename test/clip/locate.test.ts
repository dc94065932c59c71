// MODEL → folder, in a hub cache laid out as the hub's client lays it out.

import { mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCheckpoint } from "../../src/clip/checkpoint.ts";
import { BACKBONES, locateModel } from "../../src/clip/locate.ts";
import { CONFIG_FILE, WEIGHTS_FILE } from "../../src/clip/names.ts";
import { InputError } from "../../src/core/errors.ts";
import { FIXTURES } from "../support/fixtures.ts";
import { scratchFolder } from "../support/scratch.ts";

const ID = "org/some.model-1";

/** models--ORG--NAME with blobs (links to the tiny checkpoint's files) and one snapshot per revision. */
async function fillCache(
  cache: string,
  id: string,
  revisions: readonly string[],
  main?: string,
  files = [WEIGHTS_FILE, CONFIG_FILE],
): Promise<string> {
  const model = join(cache, `models--${id.replace("/", "--")}`);
  for (const [age, revision] of revisions.entries()) {
    const snapshot = join(model, "snapshots", revision);
    await mkdir(snapshot, { recursive: true });
    for (const file of files) await symlink(`${FIXTURES}tiny-gelu/${file}`, join(snapshot, file));
    await utimes(snapshot, 1_000_000 - age, 1_000_000 - age);
  }
  await mkdir(join(model, "refs"), { recursive: true });
  if (main !== undefined) await writeFile(join(model, "refs", "main"), main);
  return join(model, "snapshots");
}

describe("the hub's cache", () => {
  it.each([...BACKBONES])("%s is %s", async (name, id) => {
    const cache = await scratchFolder();
    const snapshots = await fillCache(cache, id, ["f00d"], "f00d");
    expect(await locateModel(name, { HF_HUB_CACHE: cache }, cache)).toEqual({
      name,
      folder: join(snapshots, "f00d"),
    });
  });

  it.each([
    ["HF_HUB_CACHE before all", { HF_HUB_CACHE: "x", HF_HOME: "y", XDG_CACHE_HOME: "z" }, "x"],
    ["HF_HOME/hub", { HF_HOME: "y", XDG_CACHE_HOME: "z" }, "y/hub"],
    ["XDG_CACHE_HOME/huggingface/hub", { HF_HOME: "", XDG_CACHE_HOME: "z" }, "z/huggingface/hub"],
    ["HOME/.cache/huggingface/hub", { HOME: "h" }, "h/.cache/huggingface/hub"],
  ])("lies at %s", async (_what, variables, below) => {
    const root = await scratchFolder();
    const env = Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, value === "" ? "" : join(root, value)]),
    );
    const snapshots = await fillCache(join(root, below), ID, ["aa"], "aa");
    expect((await locateModel(ID, env, root)).folder).toBe(join(snapshots, "aa"));
  });

  it("gives the revision that refs/main names, whatever is newer", async () => {
    const cache = await scratchFolder();
    const snapshots = await fillCache(cache, ID, ["newest", "mid", "oldest"], "oldest\n");
    expect((await locateModel(ID, { HF_HUB_CACHE: cache }, cache)).folder).toBe(join(snapshots, "oldest"));
  });

  it("gives the newest revision that holds weights where main is not there", async () => {
    const cache = await scratchFolder();
    await fillCache(cache, ID, ["configOnly"], "gone", [CONFIG_FILE]);
    const snapshots = await fillCache(cache, ID, ["b", "c", "a"]);
    expect((await locateModel(ID, { HF_HUB_CACHE: cache }, cache)).folder).toBe(join(snapshots, "b"));
  });

  it("opens through its links: the real file is named", async () => {
    const cache = await scratchFolder();
    await fillCache(cache, ID, ["aa"], "aa");
    const { folder } = await locateModel(ID, { HF_HUB_CACHE: cache }, cache);
    expect(`${(await openCheckpoint(folder)).folder}/`).toBe(`${FIXTURES}tiny-gelu/`);
  });
});

describe("folders", () => {
  it("are taken relative to the working folder or absolute, before a hub id of the same look", async () => {
    const root = await scratchFolder();
    await mkdir(join(root, "org", "some.model-1"), { recursive: true });
    await fillCache(root, ID, ["aa"], "aa");
    const env = { HF_HUB_CACHE: root };
    const folder = join(root, "org", "some.model-1");
    expect(await locateModel(ID, env, root)).toEqual({ name: ID, folder });
    expect(await locateModel(folder, env, "/")).toEqual({ name: folder, folder });
  });

  it.each(["demo", "demo-wide"])("%s ships with the package", async (model) => {
    const { name, folder } = await locateModel(model, {}, "/");
    expect(name).toBe(model);
    expect((await openCheckpoint(folder)).config.imageSize).toBe(96);
  });
});

describe("a model that is nowhere", () => {
  it.each([
    [
      "ViT-B/16+",
      /missing weights of ViT-B\/16\+: not found at .*models--timm--vit_base.*faultline models pull ViT-B\/16\+/,
    ],
    [
      "ViT-B/16",
      /unknown model "ViT-B\/16"; did you mean "ViT-B\/16\+"\?.*not found at .*ViT-B\/16 or .*models--ViT-B--16/,
    ],
    ["no/such", /unknown model "no\/such".*known: demo, demo-wide, ViT-B\/16\+.*models--no--such/],
    ["constructor", /unknown model "constructor"/],
    ["", /unknown model ""/],
  ])("%j: says where it was looked for and what to do", async (model, expected) => {
    const root = await scratchFolder();
    const failure = locateModel(model, { HF_HUB_CACHE: join(root, "hub") }, join(root, "a", "b", "c"));
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(expected);
  });
});
