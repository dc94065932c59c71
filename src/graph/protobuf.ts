// The part of the protocol buffer encoding that an ONNX file needs: varints, fixed floats, length-delimited fields.

export type ProtobufField = Uint8Array;

const text = new TextEncoder();

/** A varint field: int32, int64, enum. Negative values take ten bytes, as the format demands. */
export function varintField(field: number, value: number | bigint): ProtobufField {
  return joined([varint(BigInt(field << 3)), varint(BigInt(value))]);
}

/** A float32 field. */
export function floatField(field: number, value: number): ProtobufField {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([varint(BigInt((field << 3) | 5)), bytes]);
}

/** A length-delimited field: bytes, text or a nested message. */
export function bytesField(field: number, content: Uint8Array | string): ProtobufField {
  const bytes = typeof content === "string" ? text.encode(content) : content;
  return joined([varint(BigInt((field << 3) | 2)), varint(BigInt(bytes.length)), bytes]);
}

/** Fields one after the other: a message. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const result = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
