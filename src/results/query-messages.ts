// What a query's process is told, and what it answers.

import type { CopyTarget, QueryPart } from "./query-engine.ts";

export type QueryRequest =
  | {
      readonly kind: "open";
      readonly run: string;
      readonly target: CopyTarget | undefined;
      /** The limits of the process that asks, as --raise-limit writes them. */
      readonly limits: string;
    }
  | { readonly kind: "ask"; readonly sql: string }
  | { readonly kind: "copy"; readonly sql: string };

export type QueryReply =
  /** Of an answer, in their order, before its end. */
  | { readonly kind: "part"; readonly part: QueryPart }
  /** A request is answered; of a copy, with how many rows. */
  | { readonly kind: "done"; readonly count: number }
  /** `input` where the user can mend it. */
  | { readonly kind: "failed"; readonly input: boolean; readonly message: string };
