// RUN/lock: one process at a time writes a run. The lock of a process that is gone is taken over. Node only.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { link, lstat, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { InputError } from "../core/errors.ts";
import { shownText } from "../core/shown-text.ts";

export interface Lock {
  release(): Promise<void>;
}

const RENEWED_EVERY_SECONDS = 20;
/** After which another machine's lock counts as left behind: whether its process lives cannot be asked from here. */
const GONE_AFTER_SECONDS = 300;

/** Bytes that the text of a lock may have. */
const LARGEST = 4096;

/** Locks that this process holds: its own number in a file may also be an earlier process's that had the same. */
const held = new Set<string>();

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Names the machine's current start, where the system tells: process numbers begin anew with it. */
  readonly boot: string;
}

const ownerSchema = z.object({
  pid: z.number(),
  host: z.string().exactOptional(),
  boot: z.string().exactOptional(),
});

/** Takes the lock at `path`; InputError where a living process has it, or one of another machine had it lately. */
export async function takeLock(path: string): Promise<Lock> {
  const name = resolve(path);
  if (held.has(name)) throw inUse(path, `process ${process.pid}`);
  held.add(name);
  try {
    while (!(await createLock(path))) {
      await refuseOther(path);
      const left = await readFile(path, "utf8").catch(() => "");
      const living = await livingOwner(path, left);
      if (living !== undefined) throw inUse(path, living);
      await removeStale(path, left);
    }
  } catch (error) {
    held.delete(name);
    throw error;
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, RENEWED_EVERY_SECONDS * 1000);
  renewal.unref();
  return {
    release: async () => {
      clearInterval(renewal);
      await rm(path, { force: true });
      held.delete(name);
    },
  };
}

/** A lock is a small file: InputError for anything else of its name, which stays where it is. */
async function refuseOther(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined || (there.isFile() && there.size <= LARGEST)) return;
  throw new InputError(
    `cannot write ${path}: something else is in its place; remove it, or name another folder`,
  );
}

/** False where the lock file is there already. It appears with its content, so that nobody takes it for abandoned. */
async function createLock(path: string): Promise<boolean> {
  const aside = temporaryName(path);
  const owner: Owner = { pid: process.pid, host: hostname(), boot: bootId() };
  try {
    await writeFile(aside, JSON.stringify(owner));
    await link(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(aside, { force: true }).catch(() => {});
  }
}

/** Removes a lock left behind, and not one that another process took in its place meanwhile. */
async function removeStale(path: string, left: string): Promise<void> {
  const aside = temporaryName(path);
  await rename(path, aside).catch(() => {});
  const removed = await readFile(aside, "utf8").catch(() => left);
  if (removed !== left) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/** Who holds a lock of this text, in words; undefined where nobody does any more. */
async function livingOwner(path: string, text: string): Promise<string | undefined> {
  const { pid, host, boot } = ownerOf(text);
  if (host !== hostname()) {
    const heard = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    const seconds = Math.max(0, Math.round((Date.now() - heard) / 1000));
    const lately = seconds < GONE_AFTER_SECONDS;
    return lately ? `process ${pid} on ${shownText(host, 100)}, heard of ${seconds} s ago` : undefined;
  }
  const restarted = boot !== "" && bootId() !== "" && boot !== bootId();
  return pid !== process.pid && !restarted && isRunning(pid) ? `process ${pid}` : undefined;
}

/** A number alone is a process of this machine; a text that is torn, or says something else, is nobody's. */
function ownerOf(text: string): Owner {
  const nobody: Owner = { pid: 0, host: hostname(), boot: "" };
  try {
    const json: unknown = JSON.parse(text);
    const owner = ownerSchema.safeParse(typeof json === "number" ? { pid: json } : json).data;
    return owner === undefined ? nobody : { ...nobody, ...owner };
  } catch {
    return nobody;
  }
}

/** True for the text of a lock of ours, also one whose bytes a loss of power took. */
export function isLockText(text: string): boolean {
  return text.length <= LARGEST && (/^\0*$/.test(text) || ownerOf(text).pid > 0);
}

function inUse(path: string, owner: string): InputError {
  return new InputError(`the run is in use by ${owner}; wait for it, or delete ${path} if it is gone`);
}

/** True where a process of this number runs on this machine. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomUUID()}.part`;
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
