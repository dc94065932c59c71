// Imports go one way, files stay small, and each outside library has one door.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));

/** The rooms in reading order: data's way, and the imports' way back. A room imports from those named, itself always. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  image: ["core"],
  graph: ["core"],
  shift: ["core", "graph"],
  hub: ["core"],
  clip: ["core", "graph", "hub"],
  detector: ["core", "graph", "shift", "clip", "hub"],
  objective: ["core", "graph", "shift", "detector"],
  search: ["core"],
  metrics: ["core"],
  data: ["core", "image"],
  results: ["core"],
  study: [
    ...["core", "image", "graph", "shift", "detector", "objective"],
    ...["search", "metrics", "data", "results"],
  ],
  report: ["core", "image", "metrics", "results"],
  train: ["core", "graph", "clip", "detector", "data"],
  explore: [
    ...["core", "image", "graph", "shift", "detector", "objective", "search", "metrics"],
    ...["data", "results", "study", "report"],
  ],
  cli: [
    ...["core", "image", "graph", "shift", "detector", "objective", "search", "metrics"],
    ...["data", "results", "study", "report", "explore"],
    // The commands about CLIP and its weights.
    ...["clip", "hub", "train"],
  ],
};

/** Who may import CLIP and WinCLIP, besides themselves: the registries of detectors, the trainer, CLIP's own commands. */
const KNOWS_CLIP =
  /^(detector\/(winclip\/|registry\.ts$|browser\.ts$)|train\/|clip\/|cli\/commands\/(embed|models(-\w+)?|train-demo)\.ts$)/;
const OF_CLIP = /^(clip|detector\/winclip)\//;

/** Library → the only files or folders that import it. */
const DOORS: Readonly<Record<string, RegExp>> = {
  "onnxruntime-node": /^graph\/session-node\.ts$/,
  "onnxruntime-web": /^graph\/session-web\.ts$/,
  "onnxruntime-web/webgpu": /^graph\/session-web\.ts$/,
  "onnxruntime-web/wasm": /^graph\/session-web\.ts$/,
  sharp: /^image\/sharp\.ts$/,
  "@observablehq/plot": /^report\/(figures|reproduction)\//,
  "@resvg/resvg-wasm": /^report\/figures\/png\.ts$/,
  linkedom: /^report\/figures\/figure\.ts$/,
  commander: /^cli\//,
  "@duckdb/node-api": /^results\/query-engine\.ts$/,
  bullmq: /^study\/queue\//,
  yaml: /^(core\/bounded-yaml|detector\/tensor-model\/yaml|cli\/study-file\/yaml)\.ts$/,
  ioredis: /^study\/queue\//,
};

/** What the page may import of src: what shows numbers; where the browser computes (browser/), the pipeline too. */
const PAGE_MAY_IMPORT = ["core", "explore", "report", "results", "search"];
const BROWSER_MAY_IMPORT = [
  ...PAGE_MAY_IMPORT,
  ...["shift", "detector", "objective", "data", "graph", "image", "metrics"],
];

interface Source {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

const sources = sourcesIn(SRC);
const WEB = fileURLToPath(new URL("../web/", import.meta.url));
const pages = sourcesIn(WEB);

function sourcesIn(root: string): readonly Source[] {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  return names
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const imports = [
        ...text.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";|\bimport\("([^"]+)"\)/gm),
      ].map((match) => match[1] ?? match[2] ?? "");
      return { path, lines: text.split("\n").length, imports };
    });
}

const folderOf = (path: string): string => path.split("/")[0] ?? "";
const targetOf = (path: string, specifier: string): string =>
  relative(SRC, normalize(join(SRC, dirname(path), specifier)));

describe("the architecture", () => {
  it("lets imports go one way only", () => {
    const wrong = sources
      .filter(({ path }) => path.includes("/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => targetOf(path, specifier))
          .filter((target) => target !== path && folderOf(target) !== folderOf(path))
          .filter((target) => !(MAY_IMPORT[folderOf(path)] ?? []).includes(folderOf(target)))
          .map((target) => `${path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("keeps CLIP and WinCLIP behind the registry of detectors, the page included", () => {
    const targets = (root: string, { path, imports }: Source): string[] =>
      imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => relative(SRC, normalize(join(root, dirname(path), specifier))));
    const wrong = [
      ...sources.filter(({ path }) => !KNOWS_CLIP.test(path)).map((source) => ({ source, root: SRC })),
      ...pages.map((source) => ({ source, root: WEB })),
    ].flatMap(({ source, root }) =>
      targets(root, source)
        .filter((target) => OF_CLIP.test(target))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has no import cycle", () => {
    const graph = new Map(
      sources.map(({ path, imports }) => [
        path,
        imports
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => targetOf(path, specifier)),
      ]),
    );
    const done = new Set<string>();
    const cycleFrom = (path: string, trail: readonly string[]): string | null => {
      if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(" → ");
      if (done.has(path)) return null;
      for (const next of graph.get(path) ?? []) {
        const cycle = cycleFrom(next, [...trail, path]);
        if (cycle !== null) return cycle;
      }
      done.add(path);
      return null;
    };
    expect([...graph.keys()].map((path) => cycleFrom(path, [])).filter((cycle) => cycle !== null)).toEqual(
      [],
    );
  });

  it("keeps every file below 350 lines", () => {
    expect([...sources, ...pages].filter(({ lines }) => lines > 350).map(({ path }) => path)).toEqual([]);
  });

  it("keeps the page to what shows numbers, and the server out of the browser", () => {
    const wrong = pages.flatMap(({ path, imports }) => {
      const allowed = path.startsWith("browser/") ? BROWSER_MAY_IMPORT : PAGE_MAY_IMPORT;
      return imports
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => relative(SRC, normalize(join(WEB, dirname(path), specifier))))
        .filter((target) => !target.startsWith(".."))
        .filter((target) => target.startsWith("explore/server/") || !allowed.includes(folderOf(target)))
        .map((target) => `web/${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("lets each outside library in through one door", () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter((specifier) => DOORS[specifier] !== undefined && !DOORS[specifier].test(path))
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});
