// What open_clip does to a text before it is split (clean="lower"), without its first step: broken Unicode (mojibake,
// curly quotes, full-width letters, control characters) is not repaired as the Python library ftfy would.

import { decode } from "html-entities";

/** As Python's str.split() sees white space; \s differs at U+0085 and U+FEFF. */
const WHITE_SPACE = /\p{White_Space}+/u;

/** Entities decoded twice (as published: `&amp;lt;` becomes `<`), white space collapsed and trimmed, lower case. */
export function cleanText(text: string): string {
  return decode(decode(text)).split(WHITE_SPACE).filter(Boolean).join(" ").toLowerCase();
}
