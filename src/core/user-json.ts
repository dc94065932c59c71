// JSON that users and other programs write.

/** Parses JSON, with or without a byte-order mark before it; throws SyntaxError as JSON.parse does. */
export function parseUserJson(text: string): unknown {
  return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
}
