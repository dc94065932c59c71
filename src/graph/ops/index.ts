// All operators, for the layers that build graphs.

export * from "./along.ts";
export * from "./arithmetic.ts";
export { broadcastTo, sum, sumTo } from "./broadcast.ts";
export * from "./elementary.ts";
export * from "./int8.ts";
export * from "./layout.ts";
export * from "./matrix.ts";
export * from "./network.ts";
export * from "./selection.ts";
