// Graph → graph: the frame that passes share.

import { topologicalOrder, type Value, withInputs } from "./value.ts";

/** What stands in a value's place; undefined keeps it. `inputs` are the value's own, rewritten already. */
export type Rule = (value: Value, inputs: readonly Value[]) => Value | undefined;

/** The named outputs with the rule applied to every value, inputs first; what does not change is shared with the original. */
export function rewrite(
  outputs: Readonly<Record<string, Value>>,
  rule: Rule,
): Readonly<Record<string, Value>> {
  const results = new Map<Value, Value>();
  const resultOf = (value: Value): Value => results.get(value) ?? value;
  for (const value of topologicalOrder(Object.values(outputs))) {
    const inputs = value.inputs.map(resultOf);
    const changed = inputs.some((input, index) => input !== value.inputs[index]);
    results.set(value, rule(value, inputs) ?? (changed ? withInputs(value, inputs) : value));
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, resultOf(value)]));
}
