// The messages within an ONNX graph: values, attributes, tensors. Field numbers are those of onnx.proto3.

import { decodeFloat16 } from "../../core/half.ts";
import { elementCount } from "../../core/tensor.ts";
import { MOST_CONSTANT_VALUES, type OnnxAttribute, type OnnxConstant } from "./constant.ts";
import type { ForeignValue } from "./tensors.ts";
import type { Field, WireReader } from "./wire.ts";

/** Names of TensorProto.DataType, as the runtime has them. */
const TYPES: readonly (string | undefined)[] = [
  ...[undefined, "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool"],
  ...["float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16"],
];

function typeName(number: number): string {
  return TYPES[number] ?? `type ${number}`;
}

/** A declared input or output (ValueInfoProto). */
export function valueInfoOf(bytes: Uint8Array, reader: WireReader): ForeignValue {
  let name = "";
  let type = "";
  const shape: (number | string)[] = [];
  const readDimension = (dimension: Field): void => {
    let extent: number | string = "";
    reader.message(dimension.content, (field) => {
      if (field.number === 1 && field.value >= 0) extent = field.value;
      if (field.number === 2) extent = reader.text(field);
    });
    shape.push(extent);
  };
  const readTensorType = ({ content }: Field): void =>
    reader.message(content, (field) => {
      if (field.number === 1) type = typeName(field.value);
      if (field.number === 2) reader.message(field.content, readDimension);
    });
  reader.message(bytes, (field) => {
    if (field.number === 1) name = reader.text(field);
    if (field.number === 2)
      reader.message(field.content, (kind) => {
        if (kind.number === 1) readTensorType(kind);
      });
  });
  return { name, type, shape };
}

/** A tensor (TensorProto) as far as it is looked at. */
export interface StoredTensor {
  readonly name: string;
  /** Names of the files that hold it, where it lies elsewhere. */
  readonly locations: readonly string[];
  /** True where it says that it lies elsewhere. */
  readonly isElsewhere: boolean;
  /** Where it is small, and in the file. */
  readonly constant: OnnxConstant | null;
}

/** Reads a tensor without its values, unless it is small. */
export function tensorOf(bytes: Uint8Array, reader: WireReader): StoredTensor {
  let name = "";
  let type = "";
  const shape: number[] = [];
  const locations: string[] = [];
  let isElsewhere = false;
  const stored: Field[] = [];
  const readEntry = ({ content }: Field): void => {
    let key = "";
    let value = "";
    reader.message(content, (field) => {
      if (field.number === 1) key = reader.text(field);
      if (field.number === 2) value = reader.text(field);
    });
    if (key === "location") locations.push(value);
  };
  reader.message(bytes, (field) => {
    if (field.number === 1) reader.integers(field, shape);
    else if (field.number === 2) type = typeName(field.value);
    else if (field.number === 8) name = reader.text(field);
    else if (field.number === 13) readEntry(field);
    else if (field.number === 14) isElsewhere ||= field.value !== 0;
    // Kept as views: a small tensor has few.
    else if (VALUE_FIELDS.has(field.number) && stored.length <= MOST_CONSTANT_VALUES) stored.push(field);
  });
  const count = elementCount(shape);
  const isSmall = count <= MOST_CONSTANT_VALUES && shape.every((extent) => extent >= 0);
  const elsewhere = isElsewhere || locations.length > 0;
  const values = isSmall && !elsewhere ? valuesOf(type, stored, reader) : null;
  const constant = values?.length === count ? { type, shape, values } : null;
  return { name, locations, isElsewhere: elsewhere, constant };
}

/** float_data, int32_data, int64_data, raw_data, double_data. */
const VALUE_FIELDS: ReadonlySet<number> = new Set([4, 5, 7, 9, 10]);
/** Bytes of one value. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ float32: 4, float64: 8, float16: 2, bfloat16: 2, bool: 1 },
  ...{ uint8: 1, int8: 1, uint16: 2, int16: 2, int32: 4, int64: 8, uint32: 4, uint64: 8 },
};

/** The values of a small tensor; null for types that are not read. */
function valuesOf(type: string, fields: readonly Field[], reader: WireReader): number[] | null {
  const size = SIZES[type];
  if (size === undefined || type === "bfloat16") return null;
  const values: number[] = [];
  for (const field of fields) {
    // Longer than a small tensor's: it does not fit its shape.
    if (field.content.length > 10 * MOST_CONSTANT_VALUES) continue;
    if (field.number === 9) addRaw(type, field.content, size, values);
    else if (field.number === 10) addRaw("float64", field.content, 8, values);
    else if (field.number === 4) reader.floats(field, values);
    else if (type === "float16") addBits(field, values, reader);
    else reader.integers(field, values);
  }
  return values;
}

function addRaw(type: string, bytes: Uint8Array, size: number, values: number[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + size <= bytes.length; at += size) values.push(rawValue(view, type, at));
}

/** float16 values that are written as whole numbers. */
function addBits(field: Field, values: number[], reader: WireReader): void {
  const bits: number[] = [];
  reader.integers(field, bits);
  for (const value of decodeFloat16(Uint16Array.from(bits))) values.push(value);
}

function rawValue(view: DataView, type: string, at: number): number {
  switch (type) {
    case "float32":
      return view.getFloat32(at, true);
    case "float64":
      return view.getFloat64(at, true);
    case "float16":
      return decodeFloat16(Uint16Array.of(view.getUint16(at, true)))[0] ?? 0;
    case "int8":
      return view.getInt8(at);
    case "int16":
      return view.getInt16(at, true);
    case "uint16":
      return view.getUint16(at, true);
    case "int32":
      return view.getInt32(at, true);
    case "uint32":
      return view.getUint32(at, true);
    case "int64":
      return Number(view.getBigInt64(at, true));
    case "uint64":
      return Number(view.getBigUint64(at, true));
    default:
      return view.getUint8(at);
  }
}

/** An attribute of a node (AttributeProto). */
export interface StoredAttribute {
  readonly name: string;
  /** undefined of graphs and of tensors that are not small. */
  readonly value: OnnxAttribute | undefined;
  /** What is within it: graphs, tensors, sparse tensors. */
  readonly graphs: readonly Uint8Array[];
  readonly tensors: readonly StoredTensor[];
  readonly sparse: readonly Uint8Array[];
}

/** What AttributeProto.type says → the field that counts. */
const FLOAT = 1;
const INTEGER = 2;
const TEXT = 3;
const TENSOR = 4;
const FLOATS = 6;
const INTEGERS = 7;
const TEXTS = 8;

/** Reads an attribute; its value is what its type says, as a runtime takes it. */
export function attributeOf(bytes: Uint8Array, reader: WireReader): StoredAttribute {
  let name = "";
  let kind = 0;
  const parts = { graphs: [] as Uint8Array[], tensors: [] as StoredTensor[], sparse: [] as Uint8Array[] };
  const values = new Map<number, OnnxAttribute>();
  const lists = { floats: [] as number[], integers: [] as number[], texts: [] as string[] };
  reader.message(bytes, (field) => {
    switch (field.number) {
      case 1:
        name = reader.text(field);
        break;
      case 2:
        values.set(FLOAT, firstFloat(field));
        break;
      case 3:
        values.set(INTEGER, field.value);
        break;
      case 4:
        if (field.content.length <= 4096) values.set(TEXT, reader.text(field));
        break;
      case 5:
      case 10:
        parts.tensors.push(tensorOf(field.content, reader));
        break;
      case 6:
      case 11:
        parts.graphs.push(field.content);
        break;
      case 7:
        reader.floats(field, lists.floats);
        break;
      case 8:
        reader.integers(field, lists.integers);
        break;
      case 9:
        if (field.content.length <= 4096) lists.texts.push(reader.text(field));
        break;
      case 20:
        kind = field.value;
        break;
      case 22:
      case 23:
        parts.sparse.push(field.content);
        break;
    }
  });
  const constant = parts.tensors[0]?.constant;
  if (constant) values.set(TENSOR, constant);
  values.set(FLOATS, lists.floats);
  values.set(INTEGERS, lists.integers);
  values.set(TEXTS, lists.texts);
  return { name, value: values.get(kind) ?? DEFAULTS.get(kind), ...parts };
}

/** Of a fixed field; a packed one has no meaning here. */
function firstFloat({ content }: Field): number {
  return content.length < 4 ? 0 : new DataView(content.buffer, content.byteOffset).getFloat32(0, true);
}

/** A zero is not always written. */
const DEFAULTS: ReadonlyMap<number, OnnxAttribute> = new Map<number, OnnxAttribute>([
  [FLOAT, 0],
  [INTEGER, 0],
  [TEXT, ""],
]);
