// A class's prompts as tokens, each of them whole: cut at the context's end, normal and anomalous ones would be equal.

import type { TokenizedText } from "../../clip/text.ts";
import type { Tokenizer } from "../../clip/tokenizer.ts";
import { InputError } from "../../core/errors.ts";
import { shortened } from "../../core/listed.ts";
import { promptEnsemble } from "./prompts.ts";

export interface PromptTokens {
  readonly normal: readonly TokenizedText[];
  readonly anomalous: readonly TokenizedText[];
}

/** The prompt ensemble of a class, tokenized; InputError for a name so long that a prompt exceeds the context. */
export function promptTokens(className: string, tokenizer: Tokenizer): PromptTokens {
  const { normal, anomalous } = promptEnsemble(className);
  const tokens = {
    normal: normal.map((prompt) => tokenizer.tokenize(prompt)),
    anomalous: anomalous.map((prompt) => tokenizer.tokenize(prompt)),
  };
  const longest = Math.max(...[...tokens.normal, ...tokens.anomalous].map(({ length }) => length));
  const name = tokenizer.tokenize(className);
  const context = name.ids.length;
  if (longest > context) {
    const own = name.length - 2;
    throw new InputError(
      `invalid class name "${shortened(className)}": it has ${own} tokens, and prompts of ${context} tokens leave room for ${own - (longest - context)}; shorten it`,
    );
  }
  return tokens;
}
