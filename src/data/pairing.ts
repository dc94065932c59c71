// Which mask belongs to which picture, by their paths: the one pairing of the readers, `data check` and `metrics`.

/** Files of which one is too many: pictures of one name, or several masks of one picture. */
export interface Clash {
  readonly of: "pictures" | "masks";
  readonly files: readonly string[];
  /** The picture that the masks are of, or the first of the pictures. */
  readonly picture: string;
}

export interface Pairing {
  /** Masks by picture; several are parts of one mask, to be merged. Pictures without a mask are not in it. */
  readonly masksOf: ReadonlyMap<string, readonly string[]>;
  /** Masks of no picture. */
  readonly ownerless: readonly string[];
  readonly clashes: readonly Clash[];
}

/** The picture's name that a mask's name stands for, by each convention in turn. */
type Convention = (mask: string) => readonly string[];

const SUFFIX = /_mask$/;

const withoutSuffix: Convention = (mask) => (SUFFIX.test(mask) ? [mask.replace(SUFFIX, "")] : []);
const asFolder: Convention = (mask) => (mask.includes("/") ? [mask.slice(0, mask.lastIndexOf("/"))] : []);
const exactFirst: Convention = (mask) => [mask, ...withoutSuffix(mask), ...asFolder(mask)];

/**
 * Pairs POSIX paths relative to the two folders, without their endings and in any case: a mask is of the picture of
 * its own name, else of its name without `_mask`, else of its folder's name (MVTec LOCO: DEFECT/000/*.png are parts of
 * the mask of 000). Where that gives a picture two masks, but every mask ends in `_mask` and names a picture without,
 * the endings decide. Linear in the number of files.
 */
export function pairMasks(pictures: readonly string[], masks: readonly string[]): Pairing {
  const byName = groupedByName(pictures);
  const twice = [...byName.values()]
    .filter((files) => files.length > 1)
    .map((files): Clash => ({ of: "pictures", files, picture: files[0] ?? "" }));
  const paired = pairedBy(exactFirst, byName, masks);
  const chosen = paired.clashes.length === 0 ? paired : (bySuffix(byName, masks) ?? paired);
  return { ...chosen, clashes: [...twice, ...chosen.clashes] };
}

function bySuffix(byName: ReadonlyMap<string, readonly string[]>, masks: readonly string[]): Pairing | null {
  const paired = pairedBy(withoutSuffix, byName, masks);
  return paired.clashes.length === 0 && paired.ownerless.length === 0 ? paired : null;
}

function pairedBy(
  convention: Convention,
  byName: ReadonlyMap<string, readonly string[]>,
  masks: readonly string[],
): Pairing {
  const masksOf = new Map<string, string[]>();
  const ownerless: string[] = [];
  for (const mask of masks) {
    const name = convention(nameOf(mask)).find((each) => byName.has(each));
    const picture = name === undefined ? undefined : byName.get(name)?.[0];
    if (picture === undefined) ownerless.push(mask);
    else addTo(masksOf, picture, mask);
  }
  const clashes = [...masksOf]
    .filter(([picture, files]) => files.length > 1 && !areParts(picture, files))
    .map(([picture, files]): Clash => ({ of: "masks", files, picture }));
  return { masksOf, ownerless, clashes };
}

/** True where all masks lie in the folder of the picture's name, under names of their own. */
function areParts(picture: string, masks: readonly string[]): boolean {
  const folder = `${nameOf(picture)}/`;
  const names = masks.map(nameOf);
  return names.every((name) => name.startsWith(folder)) && new Set(names).size === names.length;
}

function groupedByName(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) addTo(groups, nameOf(file), file);
  return groups;
}

function addTo(groups: Map<string, string[]>, name: string, file: string): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [file]);
  else group.push(file);
}

/** A path without its ending, in one case and one Unicode form: file systems differ in both. */
function nameOf(path: string): string {
  return path
    .replace(/\.[^./]+$/, "")
    .normalize("NFC")
    .toLowerCase();
}
