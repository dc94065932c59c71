// What runs a graph, whatever the runtime: an engine holds sessions on one device.

import type { Tensor } from "../core/tensor.ts";
import type { OnnxModel } from "./onnx.ts";
import type { Int8Type } from "./ops/index.ts";

export const DEVICES = ["auto", "cpu", "webgpu", "cuda"] as const;
export type Device = (typeof DEVICES)[number];

export interface EngineSettings {
  readonly device: Device;
  /** Threads within one operator; 0 lets the runtime decide. */
  readonly threads: number;
  /** True where another program computes beside it: threads that wait for work leave the processor to it. */
  readonly yields?: boolean;
  /** Folder that the graphs' weights are read from. */
  readonly weightsFolder?: string;
}

export type Tensors = Readonly<Record<string, Tensor>>;

export interface Session {
  /** Runs the graph. Feeds that were given to an earlier run and are missing now keep their value. */
  run(feeds: Tensors, outputs?: readonly string[]): Promise<Tensors>;
  close(): Promise<void>;
}

/** What an engine's products in 8 bits are worth. */
export interface Int8Support {
  /** The weights' type with which they are right. */
  readonly weights: Int8Type;
  /** True where they are much faster than in float32. */
  readonly fast: boolean;
}

export interface Engine {
  /** The provider in use: cpu, webgpu or cuda; never a silent substitute. */
  readonly provider: string;
  /** Products in 8 bits, null where the provider has none. */
  readonly int8: Int8Support | null;
  open(model: OnnxModel): Promise<Session>;
  close(): Promise<void>;
}

export type OpenEngine = (settings: EngineSettings) => Promise<Engine>;
