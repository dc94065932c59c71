// A model from the hub into the cache: each file it needs, then the snapshot, then the branch's name.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/errors.ts";
import { blobPath, modelFolder, noteRevision, placeInSnapshot } from "./cache.ts";
import { type DownloadSettings, downloadBlob, patiently } from "./download.ts";
import { describeFile, type HubFile, type RemoteFile } from "./request.ts";

export interface PullSettings extends Omit<DownloadSettings, "onProgress"> {
  readonly onProgress?: (file: string, bytes: number, size: number) => void;
}

export interface PulledFile {
  readonly file: string;
  readonly size: number;
  /** False where the cache had it already. */
  readonly fetched: boolean;
}

export interface Pulled {
  readonly id: string;
  readonly commit: string;
  /** The snapshot's folder. */
  readonly folder: string;
  readonly files: readonly PulledFile[];
}

/**
 * Fetches one file of every group of alternatives, the first that the repository has. What the cache holds whole is
 * not fetched again. Throws InputError, CancelledError.
 */
export async function pullModel(
  id: string,
  revision: string,
  groups: readonly (readonly string[])[],
  settings: PullSettings,
): Promise<Pulled> {
  const { hub } = settings;
  if (hub.offline)
    throw new InputError(
      `cannot fetch ${id}: HF_HUB_OFFLINE is set; unset it, or name a folder that holds the model`,
    );
  const folder = modelFolder(hub.cache, id);
  const files: PulledFile[] = [];
  // The branch's commit is settled once, so that all files are of the same.
  let commit = revision;
  for (const group of groups) {
    const { wanted, remote } = await firstOf({ id, revision: commit }, group, settings);
    commit = remote.commit;
    const blob = blobPath(folder, remote.etag);
    const there = (await stat(blob).catch(() => undefined))?.size === remote.size;
    if (!there) {
      await downloadBlob(wanted, remote, blob, {
        ...settings,
        onProgress: (bytes, size) => settings.onProgress?.(wanted.file, bytes, size),
      });
    }
    await placeInSnapshot(folder, { commit, file: wanted.file, etag: remote.etag });
    files.push({ file: wanted.file, size: remote.size, fetched: !there });
  }
  await noteRevision(folder, revision, commit);
  return { id, commit, folder: join(folder, "snapshots", commit), files };
}

async function firstOf(
  { id, revision }: Pick<HubFile, "id" | "revision">,
  group: readonly string[],
  { hub, patience, signal }: PullSettings,
): Promise<{ readonly wanted: HubFile; readonly remote: RemoteFile }> {
  for (const file of group) {
    const wanted = { id, revision, file };
    const remote = await patiently(patience, () => describeFile(hub, wanted, signal));
    if (remote !== null) return { wanted, remote };
  }
  throw new InputError(
    `missing ${group.join(" or ")} in ${id} on ${hub.endpoint} (revision ${revision}); is it an open_clip model?`,
  );
}
