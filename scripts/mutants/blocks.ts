// Which parts of a source file a test reaches: every block and every expression that a function returns marks itself
// when it runs. A mutant in a part that a test does not reach cannot fail it.

import ts from "typescript";

/** A part of a file that runs as one, from `start` to `end`. */
export interface Block {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface MarkedFile {
  readonly blocks: readonly Block[];
  /** The file's text, each block of which sets `globalThis.reached[number]`, counted from `first`. */
  readonly text: string;
}

/** Marks the blocks of a file. */
export function markBlocks(file: string, text: string, first: number): MarkedFile {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const blocks: Block[] = [];
  const inserts: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const mark = `globalThis.reached[${first + blocks.length}]=1`;
    const [start, end] = [node.getStart(source), node.getEnd()];
    if (ts.isBlock(node)) {
      blocks.push({ file, start, end });
      inserts.push({ at: start + 1, text: `${mark};` });
    } else if (ts.isArrowFunction(node.parent) && node.parent.body === node) {
      blocks.push({ file, start, end });
      inserts.push({ at: start, text: `(${mark},` }, { at: end, text: ")" });
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  // Of two inserts at one place the later one is the outer bracket's end, or the inner one's beginning: order holds.
  const sorted = inserts.toSorted((left, right) => left.at - right.at);
  let [marked, from] = ["", 0];
  for (const insert of sorted) {
    marked += text.slice(from, insert.at) + insert.text;
    from = insert.at;
  }
  return { blocks, text: marked + text.slice(from) };
}

/** Number of the innermost block around a place; null where it runs whenever its file is imported. */
export function blockAround(blocks: readonly Block[], file: string, place: number): number | null {
  let innermost: number | null = null;
  for (const [number, block] of blocks.entries()) {
    if (block.file !== file || place < block.start || place >= block.end) continue;
    innermost = number;
  }
  return innermost;
}
