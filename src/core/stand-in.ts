// What lies where a file should be: pointers that a clone leaves in its place, and pages that a server sends instead.
// Known by their first bytes, whatever the file is called.

/** Bytes from a file's beginning that are enough to know. */
export const STAND_IN_BYTES = 512;

const STAND_INS: readonly (readonly [RegExp, string])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    'it is a Git LFS pointer, not the file itself; run "git lfs pull" where it was cloned',
  ],
  [
    /^\/annex\/objects\//,
    'it is a git-annex pointer, not the file itself; run "git annex get" where it was cloned',
  ],
  [
    /^(<\?xml[^>]*>)?\s*(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body|error)\b/is,
    "it is a web page, not the file itself; download it again, logged in where that is needed",
  ],
];

/** What stands in for a file that begins with these bytes, with the remedy, as a clause; null where nothing is known. */
export function standInOf(head: Uint8Array): string | null {
  const text = new TextDecoder().decode(head.subarray(0, STAND_IN_BYTES)).trimStart();
  return STAND_INS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
