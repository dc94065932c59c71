// Bytes that arrive in pieces of any size and are taken in pieces of another.

export class ByteQueue {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: Uint8Array): void {
    if (piece.length > 0) this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** The first bytes in one piece, at most `count`; they stay. */
  first(count: number): Uint8Array {
    const [piece] = this.#pieces;
    if (piece === undefined) return new Uint8Array(0);
    if (piece.length >= Math.min(count, this.#length)) return piece.subarray(0, count);
    const bytes = new Uint8Array(Math.min(count, this.#length));
    let at = 0;
    for (const part of this.#pieces) {
      if (at === bytes.length) break;
      bytes.set(part.subarray(0, bytes.length - at), at);
      at = Math.min(bytes.length, at + part.length);
    }
    return bytes;
  }

  /** Takes the first `count` bytes, which are there. */
  shift(count: number): Uint8Array {
    const taken = this.first(count);
    let left = count;
    while (left > 0) {
      const piece = this.#pieces.shift() ?? new Uint8Array(0);
      if (piece.length > left) this.#pieces.unshift(piece.subarray(left));
      left -= Math.min(left, piece.length);
    }
    this.#length -= count;
    return taken;
  }
}
