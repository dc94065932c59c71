// One file from the hub into its blob: continued where an earlier try was cut, checked, then put in place at once.

import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CancelledError, InputError } from "../core/errors.ts";
import { writeFailure } from "../core/write-file.ts";
import { matchesEtag } from "./checksum.ts";
import { drain } from "./drain.ts";
import type { HubSettings } from "./environment.ts";
import { type HubFile, openFile, type RemoteFile, TransientError } from "./request.ts";

export interface Patience {
  /** Tries in a row that bring nothing before giving up. */
  readonly tries: number;
  /** Waits before the next try. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

export interface DownloadSettings {
  readonly hub: HubSettings;
  readonly patience: Patience;
  readonly onProgress?: (bytes: number, size: number) => void;
  readonly signal?: AbortSignal;
}

/** Retries while tries bring something; InputError where they do not. */
export async function patiently<Result>(
  { tries, wait }: Patience,
  attempt: () => Promise<Result>,
  progress: () => number = () => 0,
): Promise<Result> {
  let reached = progress();
  for (let failed = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      failed = progress() > reached ? 0 : failed + 1;
      reached = progress();
      if (failed >= tries)
        throw new InputError(`${error.message}; tried ${tries} times; run the same command again to resume`);
      await wait(1000 * (error.retryAfter ?? Math.min(30, 0.5 * 2 ** failed)));
    }
  }
}

/**
 * Brings a file to `blob`. Bytes gather in BLOB.incomplete, which stays where a download is interrupted. Throws
 * InputError (also where the content is not what the hub says), CancelledError.
 */
export async function downloadBlob(
  wanted: HubFile,
  { etag, size }: RemoteFile,
  blob: string,
  settings: DownloadSettings,
): Promise<void> {
  const incomplete = `${blob}.incomplete`;
  const release = await lock(`${blob}.lock`);
  try {
    let written = await sizeOf(incomplete);
    if (written > size) {
      await rm(incomplete);
      written = 0;
    }
    const progress = (): number => written;
    await patiently(
      settings.patience,
      async () => {
        if (written === size && size > 0) return;
        await receive(wanted, incomplete, written, size, settings, (bytes) => {
          written = bytes;
          settings.onProgress?.(bytes, size);
        });
      },
      progress,
    );
    if (!(await matchesEtag(incomplete, etag))) {
      await rm(incomplete, { force: true });
      throw new InputError(
        `invalid content of ${wanted.file}: it is not what ${settings.hub.endpoint} says it is (checksum); it was removed, fetch it again`,
      );
    }
    await rename(incomplete, blob);
  } catch (error) {
    throw writeFailure(blob, error);
  } finally {
    await release();
  }
}

/** Appends what the server sends from `offset` on; TransientError where the connection ends early. */
async function receive(
  wanted: HubFile,
  path: string,
  offset: number,
  size: number,
  { hub, signal }: DownloadSettings,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const response = await openFile(hub, wanted, offset, signal);
  // A server without ranges begins anew; one that cannot go on from here holds another file.
  const resumed = response.status === 206 && startOf(response) === offset;
  if (response.status === 206 && !resumed) throw new TransientError(`${wanted.file}: another range was sent`);
  // The body is read while the file is still being opened.
  const opening = open(path, resumed ? "a" : "w");
  let written = resumed ? offset : 0;
  onBytes(written);
  try {
    if (response.status === 416) throw new TransientError(`${wanted.file}: its rest was refused`);
    if (response.body !== null)
      await drain(response.body, async (chunk) => {
        await (await opening).writeFile(chunk);
        written += chunk.length;
        onBytes(written);
        if (written > size)
          throw new InputError(`invalid answer for ${wanted.file}: more than its ${size} bytes were sent`);
      });
    await (await opening).sync();
  } catch (error) {
    if (signal?.aborted === true) throw new CancelledError();
    const ofFile = (error as NodeJS.ErrnoException).syscall !== undefined;
    if (ofFile || error instanceof TransientError || error instanceof InputError) throw error;
    throw new TransientError(`the connection was cut after ${written} of ${size} bytes of ${wanted.file}`);
  } finally {
    await (await opening).close();
  }
  if (written < size)
    throw new TransientError(`the connection ended after ${written} of ${size} bytes of ${wanted.file}`);
}

function startOf({ headers }: Response): number {
  return Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Keeps a second process from writing the same bytes; a lock whose process is gone is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw writeFailure(path, error);
  });
  for (;;) {
    try {
      await writeFile(path, `${process.pid}`, { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw writeFailure(path, error);
      const owner = Number(await readFile(path, "utf8").catch(() => "0"));
      if (owner !== process.pid && isRunning(owner))
        throw new InputError(`cannot write ${path}: process ${owner} is fetching the same file; wait for it`);
      await rm(path, { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
