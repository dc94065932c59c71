// Names under which training programs keep open_clip's tensors, brought back to open_clip's own: wrappers put parts
// before them ("module.", "_orig_mod."), larger models a prefix before each tower ("model.", "text.").

import { InputError } from "../core/errors.ts";
import { listed } from "../core/listed.ts";
import { shownText } from "../core/shown-text.ts";
import type { StoredTensor } from "./safetensors-header.ts";

/** Parts that PyTorch's wrappers (DataParallel, compile, averaging) put anywhere into a name. */
const WRAPPERS: readonly string[] = ["module", "_orig_mod"];

/** Characters of a tensor's name in a message. */
const SHOWN_NAME = 80;

/** The tensor of each tower that tells where its names begin. */
const ANCHORS = { vision: "visual.conv1.weight", text: "token_embedding.weight" } as const;

/** The tensors of a whole model under open_clip's names; InputError naming `path` where several models are in it. */
export function openClipNames(
  tensors: ReadonlyMap<string, StoredTensor>,
  path: string,
): ReadonlyMap<string, StoredTensor> {
  const unwrapped = renamed(tensors, withoutWrappers, path);
  const vision = prefixBefore(ANCHORS.vision, unwrapped, path);
  const text = prefixBefore(ANCHORS.text, unwrapped, path);
  // The longer one first: a text tower's "model.text." begins with the whole model's "model.".
  const prefixes = [vision, text].sort((left, right) => right.length - left.length);
  return renamed(unwrapped, (name) => without(name, prefixes), path);
}

/** The tensors of a vision tower, alone or in a model, without whatever stands before "conv1.weight". */
export function visionTowerNames(
  tensors: ReadonlyMap<string, StoredTensor>,
  path: string,
): ReadonlyMap<string, StoredTensor> {
  const unwrapped = renamed(tensors, withoutWrappers, path);
  const prefix = prefixBefore("conv1.weight", unwrapped, path);
  return new Map(
    [...unwrapped]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, stored]) => [name.slice(prefix.length), stored]),
  );
}

function withoutWrappers(name: string): string {
  return name
    .split(".")
    .filter((part) => !WRAPPERS.includes(part))
    .join(".");
}

function without(name: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((each) => name.startsWith(each)) ?? "";
  return name.slice(prefix.length);
}

/** What stands before the one tensor of this name, a dot included; nothing where it is absent or stands alone. */
function prefixBefore(anchor: string, tensors: ReadonlyMap<string, StoredTensor>, path: string): string {
  if (tensors.has(anchor)) return "";
  const found = [...tensors.keys()].filter((name) => name.endsWith(`.${anchor}`));
  if (found.length > 1) {
    throw new InputError(
      `invalid checkpoint ${path}: it holds several models (${listed(found.map(shown))}); save one of them alone`,
    );
  }
  return found[0]?.slice(0, -anchor.length) ?? "";
}

function renamed(
  tensors: ReadonlyMap<string, StoredTensor>,
  rename: (name: string) => string,
  path: string,
): ReadonlyMap<string, StoredTensor> {
  const taken = new Map<string, StoredTensor>();
  for (const [name, stored] of tensors) {
    const plain = rename(name);
    if (taken.has(plain)) {
      throw new InputError(
        `invalid checkpoint ${path}: it holds ${shown(plain)} twice, once as ${shown(name)}; save one model alone`,
      );
    }
    taken.set(plain, stored);
  }
  return taken;
}

/** A tensor's name as it may stand in a message. */
export function shown(name: string): string {
  return shownText(name, SHOWN_NAME);
}
