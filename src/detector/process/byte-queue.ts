// Bytes that arrive in pieces of any size and are taken in pieces of another. However small the pieces are, no more is kept
// than twice their bytes.

export class ByteQueue {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** The first bytes, at most `count`; they stay, and the view holds until the next piece comes. */
  first(count: number): Uint8Array {
    return this.#bytes.subarray(0, Math.min(count, this.#length));
  }

  /** Takes the first `count` bytes, which are there. */
  shift(count: number): Uint8Array {
    const taken = this.first(count);
    this.#bytes = this.#bytes.slice(count, this.#length);
    this.#length -= count;
    return taken;
  }
}
