// A graph as text, one value a line: for reading, for tests, and for finding out where a graph is larger than meant.

import { leafOf, topologicalOrder, type Value } from "./value.ts";

/** `%3 = matmul %1 %2 [4, 8]` per value, leaves by kind and name, outputs last. */
export function graphText(outputs: Readonly<Record<string, Value>>): string {
  const order = topologicalOrder(Object.values(outputs));
  const numbers = new Map(order.map((value, index) => [value, `%${index}`]));
  const lines = order.map((value) => {
    const inputs = value.inputs.map((input) => numbers.get(input) ?? "").join(" ");
    return `${numbers.get(value)} = ${describe(value)}${inputs ? ` ${inputs}` : ""} [${value.shape.join(", ")}]`;
  });
  const ends = Object.entries(outputs).map(([name, value]) => `${name} = ${numbers.get(value)}`);
  return [...lines, ...ends].join("\n");
}

function describe(value: Value): string {
  const leaf = leafOf(value);
  if (leaf === undefined) return value.operator.name;
  if (leaf.kind === "parameter") return `parameter ${leaf.name}`;
  return leaf.kind === "weight" ? `weight ${leaf.reference.name}` : "stored numbers";
}
