// What may be asked for: a method, an address, and what answers it. Samples, own pictures and runs are named by opaque
// ids that are looked up, never by paths.

import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { keepRecent } from "../../core/recent.ts";
import { encodePng } from "../../image/codec.ts";
import { resizeBicubic } from "../../image/resize.ts";
import { evaluationFrame } from "../evaluation-frame.ts";
import { encodeFrame } from "../frame.ts";
import type { LabSample } from "../laboratory.ts";
import { GRID_COUNTS } from "../landscape.ts";
import { differenceView, runView } from "../run-view.ts";
import {
  answer,
  answerJson,
  answerLines,
  bodyReader,
  connectionSignal,
  HttpError,
  readJson,
} from "./exchange.ts";
import type { Explorer, OpenRun } from "./explorer.ts";
import { UPLOAD_BYTES } from "./uploads.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the address's pattern captured. */
  readonly parts: readonly string[];
}

export interface Route {
  readonly method: "GET" | "POST";
  readonly pattern: RegExp;
  run(exchange: Exchange): Promise<void>;
}

const THUMBNAIL = 96;
const THUMBNAILS_KEPT = 512;
const PAGE = 60;

/** Files that are received at once. */
const FILES_AT_ONCE = 8;

/** The longest name of a shift, a criterion or a strategy that is looked at. */
const NAME = 40;
const MOST_SHIFTS = 40;

const name = z.string().max(NAME);
const point = z
  .record(name, z.number())
  .refine((named) => Object.keys(named).length <= MOST_SHIFTS, `expected at most ${MOST_SHIFTS} shifts`);
const evaluateBody = z.object({ sample: z.string(), point });
const landscapeBody = z.object({
  sample: z.string(),
  axes: z.array(name).min(1).max(2),
  count: z
    .number()
    .refine((count) => GRID_COUNTS.includes(count), `expected one of ${GRID_COUNTS.join(", ")}`),
  at: point,
});
const searchBody = z.object({
  sample: z.string(),
  over: z.array(name).min(1).max(MOST_SHIFTS),
  criterion: name,
  strategy: name,
  budget: z.int().min(1).max(2000),
  seed: z.int().min(0),
});

/** The routes of an explorer. */
export function routesOf(explorer: Explorer): readonly Route[] {
  const { state, catalogue, laboratory, uploads, line, runs } = explorer;
  const readFileBody = bodyReader(FILES_AT_ONCE);
  const thumbnails = keepRecent<Uint8Array>(THUMBNAILS_KEPT);

  const sampleOf = (id: string | undefined): LabSample => {
    const sample = explorer.find(id ?? "");
    if (sample === undefined) throw new HttpError(404, "unknown sample");
    return sample;
  };
  const runOf = (id: string | undefined): OpenRun => {
    const run = runs.get(id ?? "");
    if (run === undefined) throw new HttpError(404, "unknown run");
    return run;
  };

  const thumbnail = async ({ response, parts }: Exchange): Promise<void> => {
    const sample = sampleOf(parts[0]);
    const { id } = sample.view;
    let png = thumbnails.get(id);
    if (png === undefined) {
      const signal = connectionSignal(response);
      png = await line.wait({ signal, live: false }, async () => {
        const picture = await sample.picture();
        const scale = THUMBNAIL / Math.max(picture.width, picture.height);
        const [width, height] = [picture.width, picture.height].map((side) =>
          Math.max(1, Math.round(side * scale)),
        );
        return await encodePng(resizeBicubic(picture, width ?? 1, height ?? 1));
      });
      thumbnails.set(id, png);
    }
    answer(response, "image/png", png, { keep: true });
  };

  const open = async ({ response, parts }: Exchange): Promise<void> => {
    const sample = sampleOf(parts[0]);
    const { mask, original, ...detail } = await laboratory.open(sample, {
      signal: connectionSignal(response),
    });
    const { json, arrays } = evaluationFrame(original);
    const frame = encodeFrame({ json: { ...detail, original: json }, arrays: { ...arrays, mask } });
    answer(response, "application/octet-stream", frame);
  };

  const evaluate = async ({ request, response }: Exchange): Promise<void> => {
    const signal = connectionSignal(response);
    const { sample, point: at } = await readJson(request, evaluateBody);
    const view = await laboratory.evaluate(sampleOf(sample), at, { signal, replaces: clientOf(request) });
    answer(response, "application/octet-stream", encodeFrame(evaluationFrame(view)));
  };

  const measure = async ({ request, response }: Exchange): Promise<void> => {
    const signal = connectionSignal(response);
    const { sample, point: at } = await readJson(request, evaluateBody);
    answerJson(response, await laboratory.measure(sampleOf(sample), at, { signal }));
  };

  const landscape = async ({ request, response }: Exchange): Promise<void> => {
    const signal = connectionSignal(response);
    const body = await readJson(request, landscapeBody);
    const sample = sampleOf(body.sample);
    const lines = answerLines(response, signal);
    await laboratory.landscape(sample, body, (levels) => lines.write({ levels }), signal);
    lines.end();
  };

  const search = async ({ request, response }: Exchange): Promise<void> => {
    const signal = connectionSignal(response);
    const body = await readJson(request, searchBody);
    const sample = sampleOf(body.sample);
    const lines = answerLines(response, signal);
    const found = await laboratory.search(sample, body, (news) => lines.write(news), signal);
    await lines.write({ found });
    lines.end();
  };

  const upload = async ({ request, response, query }: Exchange): Promise<void> => {
    const signal = connectionSignal(response);
    const className = named(query.get("class"), "class", 80);
    const name = named(query.get("name"), "name", 200);
    const bytes = await readFileBody(request, UPLOAD_BYTES);
    if (bytes.length === 0) throw new HttpError(400, "the picture is empty");
    const sample = await line.wait({ signal, live: true }, () => uploads.add(bytes, className, name));
    answerJson(response, sample.view);
  };

  const setMask = async ({ request, response, parts }: Exchange): Promise<void> => {
    const { view } = sampleOf(parts[0]);
    const bytes = await readFileBody(request, UPLOAD_BYTES);
    uploads.setMask(view.id, new Uint8Array(bytes));
    laboratory.forget(view.id);
    answerJson(response, {});
  };

  const figure = async ({ response, parts }: Exchange): Promise<void> => {
    const run = runOf(parts[0]);
    const [, named = ""] = parts;
    const found = run.figures().find((each) => each.name === named);
    if (found !== undefined) return answer(response, "image/svg+xml", Buffer.from(found.svg), { keep: true });
    const picture = await run.picture(named);
    if (picture === null) throw new HttpError(404, "unknown figure");
    answer(response, "image/png", picture, { keep: true });
  };

  return [
    get(/^\/api\/state$/, async ({ response }) => answerJson(response, state)),
    get(/^\/api\/samples$/, async ({ response, query }) => {
      const filter = { object: query.get("object") ?? undefined, defect: query.get("defect") ?? undefined };
      const [offset, limit] = [countOf(query.get("offset"), 0), countOf(query.get("limit"), PAGE)];
      answerJson(response, catalogue.page(filter, offset, Math.min(limit, PAGE)));
    }),
    get(/^\/api\/samples\/([\w-]+)$/, open),
    get(/^\/api\/samples\/([\w-]+)\/thumbnail$/, thumbnail),
    get(/^\/api\/runs\/(\w+)$/, async ({ response, parts }) => {
      const { id, name, summary } = runOf(parts[0]);
      answerJson(response, runView(id, name, summary, catalogue.idOf));
    }),
    get(/^\/api\/runs\/(\w+)\/figures\/([\w-]+)$/, figure),
    get(/^\/api\/runs\/(\w+)\/against\/(\w+)$/, async ({ response, parts }) =>
      answerJson(response, differenceView(runOf(parts[0]).summary, runOf(parts[1]).summary)),
    ),
    post(/^\/api\/evaluate$/, evaluate),
    post(/^\/api\/measure$/, measure),
    post(/^\/api\/landscape$/, landscape),
    post(/^\/api\/search$/, search),
    post(/^\/api\/uploads$/, upload),
    post(/^\/api\/uploads\/([\w-]+)\/mask$/, setMask),
  ];
}

function get(pattern: RegExp, run: Route["run"]): Route {
  return { method: "GET", pattern, run };
}

function post(pattern: RegExp, run: Route["run"]): Route {
  return { method: "POST", pattern, run };
}

/** Whose slider it is: a newer move of it takes the place of an older one. */
function clientOf({ headers }: IncomingMessage): string | undefined {
  const client = headers["x-client"];
  return typeof client === "string" ? client.slice(0, 64) : undefined;
}

function named(value: string | null, what: string, longest: number): string {
  const text = value?.trim() ?? "";
  if (text === "" || text.length > longest) {
    throw new HttpError(400, `invalid ${what}: expected 1 to ${longest} characters`);
  }
  return text;
}

function countOf(value: string | null, otherwise: number): number {
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : otherwise;
}
