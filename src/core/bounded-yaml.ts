// YAML of strangers: how many words it has and how deep they nest is known before the parser, which recurses, makes
// values of them.

import {
  Composer,
  type Document,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLError,
  YAMLParseError,
} from "yaml";
import { shownText } from "./shown-text.ts";

/** Words of the language between values, such as a dash, a colon or a space, included. */
const MOST_WORDS = 400_000;
/** Open collections at once. */
const DEEPEST = 50;

export interface BoundedYaml {
  readonly document: Document.Parsed<ParsedNode>;
  readonly lines: LineCounter;
  /** The first of what is wrong with it, in a sentence; undefined where nothing is. */
  readonly problem:
    | { readonly code: string; readonly why: string; readonly line: number; readonly column: number }
    | undefined;
}

/**
 * The one document of a text, or what is wrong with it; keys may stand twice (who reads them looks). Throws what `refuse`
 * makes of the reason where it nests deeper than 50 collections or has more than 400,000 words.
 */
export function parseBoundedYaml(text: string, refuse: (why: string, line: number) => Error): BoundedYaml {
  const lines = new LineCounter();
  // Alike keys are looked for one by one there: a hundred thousand keys would take minutes.
  const options = { schema: "core", merge: false, prettyErrors: false, uniqueKeys: false } as const;
  const composer = new Composer<ParsedNode>({ ...options, lineCounter: lines });
  const source = text.replace(/^\uFEFF/, "");
  const [document, another] = composer.compose(boundedTokens(source, lines, refuse), true, source.length);
  if (document === undefined) throw refuse("it is no YAML", 1);
  if (another !== undefined) {
    const [start, , end] = another.range;
    document.errors.push(
      new YAMLParseError([start, end], "MULTIPLE_DOCS", "Source contains multiple documents"),
    );
  }
  const error = document.errors[0] ?? document.warnings[0];
  return { document, lines, problem: error && problemOf(error, lines) };
}

function problemOf({ code, message, pos }: YAMLError, lines: LineCounter): BoundedYaml["problem"] {
  const { line, col } = lines.linePos(pos[0]);
  const why = shownText(message.split("\n", 1)[0]?.replace(/:$/, "") ?? "", 200);
  return { code, why, line, column: col };
}

type Token = ReturnType<Parser["next"]> extends Generator<infer Each> ? Each : never;

/** As the library's own parser gives them, up to the limits. */
function* boundedTokens(
  source: string,
  lines: LineCounter,
  refuse: (why: string, line: number) => Error,
): Generator<Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let words = 0;
  for (const word of new Lexer().lex(source)) {
    yield* parser.next(word);
    const excess =
      ++words > MOST_WORDS
        ? `it has more than ${MOST_WORDS} words`
        : parser.stack.length > DEEPEST && `its values nest deeper than ${DEEPEST} levels`;
    if (excess !== false) throw refuse(excess, lines.linePos(parser.offset).line);
  }
  yield* parser.end();
}
