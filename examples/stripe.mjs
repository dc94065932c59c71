// Writes an ONNX file that is a shift: a bright stripe of dust down the middle of a picture, as opaque as the amount says.
//   node examples/stripe.mjs stripe.onnx 240 240
//   faultline sweep … --shift 'stripe=stripe.onnx(0..1)'

import { writeFile } from "node:fs/promises";
import { constant, ops, parameter, toOnnx } from "faultline";

const { add, complement, multiply, reshape, scale } = ops;
const [file = "stripe.onnx", width = 240, height = 240] = process.argv.slice(2);

/** 1 in the middle twentieth of the columns, 0 elsewhere. */
const columns = Float32Array.from({ length: Number(width) }, (_, column) =>
  Math.abs((column + 0.5) / Number(width) - 0.5) < 1 / 40 ? 1 : 0,
);
const picture = parameter("picture", [1, 3, Number(height), Number(width)]);
const amount = reshape(parameter("amount", [1]), [1, 1, 1, 1]);
const opacity = multiply(amount, constant({ shape: [1, 1, 1, Number(width)], data: columns }));
const shifted = add(multiply(picture, complement(opacity)), scale(opacity, 0.9));

await writeFile(file, toOnnx({ shifted }).bytes);
