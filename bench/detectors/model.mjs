// An ONNX detector of any duration: random convolutions over a quarter of the picture's sides, as many as it takes.
import { random } from "../../dist/core/random.js";
import { bytesField, joined, varintField } from "../../dist/graph/protobuf.js";

const CHANNELS = 64;
const FLOAT = 1;
const ATTRIBUTE = { integer: 2, text: 3, integers: 7 };

/** Pictures [N, 3, size, size] → anomaly_map [N, 1, size, size], pred_score [N]; `layers` of 64 × 64 × 3 × 3 weights. */
export function randomDetector(size, layers) {
  const draw = random("bench", "detectors");
  const nodes = [];
  const weights = [];
  const convolution = (from, [output, input, side], attributes) => {
    const bound = Math.sqrt(6 / (input * side * side));
    const values = Float32Array.from(
      { length: output * input * side * side },
      () => bound * (2 * draw.next() - 1),
    );
    const name = `w${weights.length}`;
    weights.push(tensorOf(name, [output, input, side, side], values));
    nodes.push(node("Conv", [from, name], [`${name}_out`], attributes));
    nodes.push(node("Relu", [`${name}_out`], [`${name}_positive`]));
    return `${name}_positive`;
  };
  let value = convolution("image", [CHANNELS, 3, 7], { strides: [4, 4], pads: [3, 3, 3, 3] });
  for (let layer = 0; layer < layers; layer++)
    value = convolution(value, [CHANNELS, CHANNELS, 3], { pads: [1, 1, 1, 1] });
  value = convolution(value, [1, CHANNELS, 1], {});
  weights.push(tensorOf("scales", [4], Float32Array.of(1, 1, 4, 4)));
  nodes.push(node("Resize", [value, "", "scales"], ["anomaly_map"], { mode: "linear" }));
  nodes.push(node("ReduceMax", ["anomaly_map"], ["pred_score"], { axes: [1, 2, 3], keepdims: 0 }));
  const graph = joined([
    ...nodes.map((one) => bytesField(1, one)),
    bytesField(2, "bench"),
    ...weights.map((one) => bytesField(5, one)),
    bytesField(11, valueInfo("image", ["N", 3, size, size])),
    bytesField(12, valueInfo("anomaly_map", ["N", 1, size, size])),
    bytesField(12, valueInfo("pred_score", ["N"])),
  ]);
  const opset = joined([bytesField(1, ""), varintField(2, 17)]);
  return joined([varintField(1, 8), bytesField(7, graph), bytesField(8, opset)]);
}

function node(type, inputs, outputs, attributes = {}) {
  return joined([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(4, type),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attribute(name, value))),
  ]);
}

function attribute(name, value) {
  if (typeof value === "number")
    return joined([bytesField(1, name), varintField(3, value), varintField(20, ATTRIBUTE.integer)]);
  if (typeof value === "string")
    return joined([bytesField(1, name), bytesField(4, value), varintField(20, ATTRIBUTE.text)]);
  const integers = value.map((one) => varintField(8, one));
  return joined([bytesField(1, name), ...integers, varintField(20, ATTRIBUTE.integers)]);
}

function tensorOf(name, shape, values) {
  const bytes = new Uint8Array(values.buffer);
  const extents = shape.map((extent) => varintField(1, extent));
  return joined([...extents, varintField(2, FLOAT), bytesField(8, name), bytesField(9, bytes)]);
}

function valueInfo(name, shape) {
  const dimensions = shape.map((extent) =>
    bytesField(1, typeof extent === "string" ? bytesField(2, extent) : varintField(1, extent)),
  );
  const type = joined([varintField(1, FLOAT), bytesField(2, joined(dimensions))]);
  return joined([bytesField(1, name), bytesField(2, bytesField(1, type))]);
}
