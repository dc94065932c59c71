// Requests to the hub: redirects by hand, so that the token goes to the hub alone; failures in words a user can act on.

import { CancelledError, InputError } from "../core/errors.ts";
import type { HubSettings } from "./environment.ts";

/** A failure that another try may mend: a cut connection, a busy or broken server. */
export class TransientError extends Error {
  override readonly name: string = "TransientError";
  /** Seconds the server asks to wait. */
  readonly retryAfter: number | null;
  constructor(message: string, retryAfter: number | null = null) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

export interface HubFile {
  readonly id: string;
  readonly revision: string;
  readonly file: string;
}

export interface RemoteFile {
  readonly commit: string;
  /** SHA-256 of a large file, git's SHA-1 of a small one: the blob's name. */
  readonly etag: string;
  readonly size: number;
}

const REDIRECTS = 8;

/** The address of a file on the hub. */
export function fileUrl({ endpoint }: HubSettings, { id, revision, file }: HubFile): URL {
  return new URL(`${endpoint}/${id}/resolve/${encodeURIComponent(revision)}/${file}`);
}

/** Asks what a file is; null where the repository has none of that name. Throws InputError, TransientError. */
export async function describeFile(
  settings: HubSettings,
  wanted: HubFile,
  signal?: AbortSignal,
): Promise<RemoteFile | null> {
  let url = fileUrl(settings, wanted);
  let [commit, etag, size] = ["", "", Number.NaN];
  for (let hop = 0; hop < REDIRECTS; hop++) {
    const response = await send(url, { method: "HEAD" }, settings, signal);
    const { headers, status } = response;
    commit ||= plainName(headers.get("x-repo-commit") ?? "");
    etag ||= cleanEtag(headers.get("x-linked-etag") ?? (status < 300 ? headers.get("etag") : null));
    const linked = headers.get("x-linked-size") ?? (status < 300 ? headers.get("content-length") : null);
    if (Number.isNaN(size) && linked !== null) size = Number(linked);
    const next = headers.get("location");
    if (status >= 300 && status < 400 && next !== null && etag === "") {
      url = new URL(next, url);
      continue;
    }
    if (status === 404) {
      if (headers.get("x-error-code") === "RepoNotFound") throw unknownRepository(wanted, settings);
      return null;
    }
    refuse(status, wanted, settings, headers);
    if (commit === "" || etag === "" || !Number.isSafeInteger(size))
      throw new InputError(
        `invalid answer of ${settings.endpoint} for ${wanted.id}: no commit, ETag or size of ${wanted.file}; is HF_ENDPOINT a hub?`,
      );
    return { commit, etag, size };
  }
  throw new InputError(`invalid answer of ${settings.endpoint}: ${wanted.file} redirects without end`);
}

/** Opens a file from `offset` on; follows redirects. Throws InputError, TransientError. */
export async function openFile(
  settings: HubSettings,
  wanted: HubFile,
  offset: number,
  signal?: AbortSignal,
): Promise<Response> {
  let url = fileUrl(settings, wanted);
  for (let hop = 0; hop < REDIRECTS; hop++) {
    const range: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
    const response = await send(url, { method: "GET", headers: range }, settings, signal);
    const next = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && next !== null) {
      await response.body?.cancel();
      url = new URL(next, url);
      continue;
    }
    if (response.status !== 416) refuse(response.status, wanted, settings, response.headers);
    return response;
  }
  throw new InputError(`invalid answer of ${settings.endpoint}: ${wanted.file} redirects without end`);
}

async function send(
  url: URL,
  { method, headers = {} }: { readonly method: string; readonly headers?: Record<string, string> },
  { endpoint, token }: HubSettings,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const own = url.origin === new URL(endpoint).origin;
  const authorised = own && token !== null ? { authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(url, {
      method,
      // Compressed bytes could not be counted, resumed or hashed.
      headers: { ...headers, ...authorised, "accept-encoding": "identity", "user-agent": "faultline" },
      redirect: "manual",
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError();
    throw new TransientError(`cannot reach ${url.origin} (${causeOf(error)})`);
  }
}

/** Throws for every status that is no success and no redirect. */
function refuse(status: number, { id, file }: HubFile, settings: HubSettings, headers: Headers): void {
  if (status < 400) return;
  if (status === 401 || status === 403) {
    const advice =
      settings.token === null
        ? "set HF_TOKEN to a token that may read it"
        : "the token in HF_TOKEN may not read it";
    throw new InputError(
      `cannot read ${id} on ${settings.endpoint} (${status}): ${advice}, or is the name misspelt?`,
    );
  }
  if (status === 404) throw unknownRepository({ id, file }, settings);
  if (status === 429 || status >= 500) {
    const wait = Number(headers.get("retry-after") ?? Number.NaN);
    throw new TransientError(
      `${settings.endpoint} answered ${status} for ${file}`,
      Number.isFinite(wait) ? wait : null,
    );
  }
  throw new InputError(`cannot read ${file} of ${id}: ${settings.endpoint} answered ${status}`);
}

function unknownRepository(
  { id, file }: Pick<HubFile, "id" | "file">,
  { endpoint }: HubSettings,
): InputError {
  return new InputError(
    `unknown model ${id} or file ${file} on ${endpoint} (404); check the name and --revision`,
  );
}

function cleanEtag(etag: string | null): string {
  return plainName((etag ?? "").replace(/^W\//, "").replaceAll('"', ""));
}

/** A name that files of the cache may be called by; "" of anything that would lead elsewhere. */
function plainName(name: string): string {
  return /^\w[\w.-]*$/.test(name) ? name : "";
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? message;
}
