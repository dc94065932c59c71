// The backend that asks the server that the page came from.

import { CancelledError, InputError } from "../src/core/errors.ts";
import type { MetricSet } from "../src/core/metric-set.ts";
import type { Level } from "../src/core/objective.ts";
import { evaluationOf } from "../src/explore/evaluation-frame.ts";
import { bytesOf, decodeFrame } from "../src/explore/frame.ts";
import type { Backend, ExploreState, SampleDetail, SamplePage, SampleView } from "../src/explore/protocol.ts";
import type { RunDifferenceView, RunView } from "../src/explore/run-view.ts";
import type { SearchNews, SearchView } from "../src/explore/traced-search.ts";

type Json = Readonly<Record<string, unknown>>;

/** Opens the backend; nothing is asked before it is used. */
export function serverBackend(): Backend {
  const client = crypto.randomUUID();
  const ask = async (path: string, options: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`api/${path}`, options).catch((error: unknown) => {
      if (options.signal?.aborted === true) throw new CancelledError();
      throw new InputError(`the server does not answer (${String(error)}); is the command still running?`);
    });
    if (response.ok) return response;
    if (response.status === 409) throw new CancelledError("a newer request came");
    const { error } = (await response.json().catch(() => ({}))) as { readonly error?: string };
    throw new InputError(error ?? `the server answered ${response.status}`);
  };
  const json = async <Value>(path: string, options?: RequestInit): Promise<Value> =>
    (await (await ask(path, options)).json()) as Value;
  const post = (body: Json, signal: AbortSignal): RequestInit => ({
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Client": client },
    body: JSON.stringify(body),
    signal,
  });
  return {
    state: () => json<ExploreState>("state"),
    samples: ({ object, defect }, offset, limit) => {
      const query = new URLSearchParams({ offset: String(offset), limit: String(limit) });
      if (object !== undefined) query.set("object", object);
      if (defect !== undefined) query.set("defect", defect);
      return json<SamplePage>(`samples?${query}`);
    },
    thumbnail: async (sample) => `api/samples/${sample}/thumbnail`,
    open: async (sample, signal) => {
      const frame = decodeFrame(await (await ask(`samples/${sample}`, { signal })).arrayBuffer());
      const detail = frame.json as Omit<SampleDetail, "mask">;
      return { ...detail, original: evaluationOf(frame, detail.original), mask: bytesOf(frame, "mask") };
    },
    evaluate: async (sample, point, signal) => {
      const response = await ask("evaluate", post({ sample, point }, signal));
      const frame = decodeFrame(await response.arrayBuffer().catch(cancelled(signal)));
      return evaluationOf(frame, frame.json);
    },
    measure: async (sample, point, signal) => {
      const response = await ask("measure", post({ sample, point }, signal));
      return (await response.json().catch(cancelled(signal))) as MetricSet;
    },
    landscape: async (request, onLevels, signal) => {
      const response = await ask("landscape", post({ ...request }, signal));
      for await (const line of linesOf(response, signal)) onLevels(line["levels"] as Level[]);
    },
    search: async (request, onNews, signal) => {
      const response = await ask("search", post({ ...request }, signal));
      for await (const line of linesOf(response, signal)) {
        if (line["found"] !== undefined) return line["found"] as SearchView;
        onNews(line as unknown as SearchNews);
      }
      throw new InputError("the search ended early; is the server still running?");
    },
    upload: (picture, className, signal) => {
      const query = new URLSearchParams({ class: className, name: picture.name });
      return json<SampleView>(`uploads?${query}`, { method: "POST", body: picture, signal });
    },
    setMask: async (sample, mask) => {
      await ask(`uploads/${sample}/mask`, { method: "POST", body: new Uint8Array(mask) });
    },
    run: (id) => json<RunView>(`runs/${id}`),
    figure: (run, name) => `api/runs/${run}/figures/${name}`,
    difference: (left, right) => json<RunDifferenceView>(`runs/${left}/against/${right}`),
  };
}

/** The lines of a stream as they come; InputError for a line that says what failed. */
async function* linesOf(response: Response, signal: AbortSignal): AsyncGenerator<Json> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch(cancelled(signal));
    if (done) return;
    const lines = `${text}${value}`.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const parsed = JSON.parse(line) as Json;
      if (typeof parsed["error"] === "string") throw new InputError(parsed["error"]);
      yield parsed;
    }
  }
}

function cancelled(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    if (signal.aborted) throw new CancelledError();
    throw new InputError(`the connection broke (${String(error)})`);
  };
}
