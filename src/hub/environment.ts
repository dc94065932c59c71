// How the hub is reached and where its cache lies, from the variables that all of the hub's clients share.

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly cache: string;
  readonly token: string | null;
  /** True where the network must not be used. */
  readonly offline: boolean;
}

/** HF_ENDPOINT, HF_HUB_CACHE and HF_HOME, HF_TOKEN (or the token that the hub's login left), HF_HUB_OFFLINE. */
export async function hubSettings(env: Environment): Promise<HubSettings> {
  const kept = await readFile(join(hubHome(env), "token"), "utf8").catch(() => "");
  return {
    endpoint: (env["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/, ""),
    cache: hubCache(env),
    token: (env["HF_TOKEN"] || kept).trim() || null,
    offline: /^(1|on|yes|true)$/i.test(env["HF_HUB_OFFLINE"] ?? ""),
  };
}

/** The hub's cache folder: HF_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME or ~/.cache, huggingface/hub. */
export function hubCache(env: Environment): string {
  return env["HF_HUB_CACHE"] || join(hubHome(env), "hub");
}

function hubHome(env: Environment): string {
  const caches = env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache");
  return env["HF_HOME"] || join(caches, "huggingface");
}
