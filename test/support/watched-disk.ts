// Watches every write that goes to the real disk, and knows what a loss of power may leave of it: names whose folder
// was not synced may be old or new, bytes that were not synced may be there, or not, or in part.

import type * as fs from "node:fs/promises";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Random } from "../../src/core/random.ts";

interface Content {
  synced: Buffer;
  current: Buffer;
}

type Names = Map<string, Content>;

/** Names and contents, as they are and as they were last synced; a folder that is lost takes what is in it along. */
export class WatchedDisk {
  readonly current: Names = new Map();
  readonly synced: Names = new Map();
  /** Folders whose names are not synced yet. */
  readonly newFolders: Set<string> = new Set();
  /** Called before every change. */
  onChange: () => void = () => {};

  madeFolder(path: string): void {
    this.change(() => this.newFolders.add(path));
  }

  /** A new start: what is on the disk now was synced. */
  forget(): void {
    this.current.clear();
    this.synced.clear();
    this.newFolders.clear();
  }

  opened(path: string, flags: string | number): void {
    if (this.current.has(path) && flags !== "w") return;
    this.change(() => this.current.set(path, { synced: Buffer.alloc(0), current: Buffer.alloc(0) }));
  }

  wrote(path: string, bytes: Buffer, append: boolean): void {
    this.change(() => {
      const content = this.current.get(path);
      if (content !== undefined) content.current = append ? Buffer.concat([content.current, bytes]) : bytes;
    });
  }

  truncated(path: string, length: number): void {
    const content = this.current.get(path);
    if (content !== undefined) content.current = content.current.subarray(0, length);
  }

  /** A file's bytes, or a folder's names. */
  syncedAt(path: string): void {
    const content = this.current.get(path);
    if (content !== undefined) {
      content.synced = content.current;
      return;
    }
    for (const folder of this.newFolders) if (dirname(folder) === path) this.newFolders.delete(folder);
    for (const names of [this.synced, this.current]) {
      for (const name of [...names.keys()].filter((each) => dirname(each) === path)) {
        const now = this.current.get(name);
        if (now === undefined) this.synced.delete(name);
        else this.synced.set(name, now);
      }
    }
  }

  renamed(from: string, to: string): void {
    this.change(() => {
      const content = this.current.get(from);
      if (content !== undefined) this.current.set(to, content);
      this.current.delete(from);
    });
  }

  linked(from: string, to: string): void {
    const content = this.current.get(from);
    if (content !== undefined) this.change(() => this.current.set(to, content));
  }

  removed(path: string): void {
    this.change(() => this.current.delete(path));
  }

  /** Writes to `target` what a loss of power right now may leave of `source`. */
  async lose(source: string, target: string, chance: Random): Promise<void> {
    const kept = new Map<string, Buffer>();
    const lost = [...this.newFolders].filter(() => chance.next() < 0.5);
    for (const name of new Set([...this.synced.keys(), ...this.current.keys()])) {
      const content = (chance.next() < 0.5 ? this.synced : this.current).get(name);
      if (lost.some((folder) => name.startsWith(`${folder}/`))) continue;
      if (content !== undefined) kept.set(relative(source, name), survivor(content, chance));
    }
    for (const [name, bytes] of kept) {
      await mkdir(dirname(join(target, name)), { recursive: true });
      await writeFile(join(target, name), bytes);
    }
  }

  private change(apply: () => void): void {
    this.onChange();
    apply();
  }
}

/** What was synced, whole; of what came after it, nothing, a beginning, or as many zeros. */
function survivor({ synced, current }: Content, chance: Random): Buffer {
  if (current.length < synced.length || current.compare(synced, 0, synced.length, 0, synced.length) !== 0) {
    return chance.next() < 0.5 ? synced : current;
  }
  const kept = synced.length + Math.floor(chance.next() * (current.length - synced.length + 1));
  const bytes = Buffer.from(current.subarray(0, kept));
  if (chance.next() < 0.3) bytes.fill(0, synced.length);
  return bytes;
}

/** The file system's functions, each of which tells the disk what it did. */
export function watched(real: typeof fs, disk: WatchedDisk): typeof fs {
  return {
    ...real,
    open: async (path, flags = "r", mode) => {
      const file = await real.open(path, flags, mode);
      const name = String(path);
      if (flags === "r") return withSync(file, name, disk);
      disk.opened(name, flags);
      return withWrites(withSync(file, name, disk), name, disk);
    },
    writeFile: async (path, data, options) => {
      await real.writeFile(path, data, options);
      disk.opened(String(path), "w");
      disk.wrote(String(path), Buffer.from(data as string), false);
    },
    mkdir: async (path, options) => {
      await real.mkdir(path, options);
      disk.madeFolder(String(path));
      return undefined;
    },
    rename: async (from, to) => {
      await real.rename(from, to);
      disk.renamed(String(from), String(to));
    },
    link: async (from, to) => {
      await real.link(from, to);
      disk.linked(String(from), String(to));
    },
    rm: async (path, options) => {
      await real.rm(path, options);
      disk.removed(String(path));
    },
  };
}

function withSync(file: fs.FileHandle, path: string, disk: WatchedDisk): fs.FileHandle {
  const { sync, datasync } = file;
  file.sync = async () => {
    await sync.call(file);
    disk.syncedAt(path);
  };
  file.datasync = async () => {
    await datasync.call(file);
    disk.syncedAt(path);
  };
  return file;
}

function withWrites(file: fs.FileHandle, path: string, disk: WatchedDisk): fs.FileHandle {
  const { writeFile: write, appendFile: append, truncate } = file;
  file.writeFile = async (data, options) => {
    await write.call(file, data, options);
    disk.wrote(path, Buffer.from(data as string), false);
  };
  file.appendFile = async (data, options) => {
    await append.call(file, data, options);
    disk.wrote(path, Buffer.from(data as string), true);
  };
  file.truncate = async (length = 0) => {
    await truncate.call(file, length);
    disk.truncated(path, length);
  };
  return file;
}
