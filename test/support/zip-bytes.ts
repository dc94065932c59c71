// Zip files field by field: as they should be, or with any field that says another thing.

/** One uncompressed entry. */
export interface ZippedEntry {
  readonly name: string;
  readonly content: Uint8Array;
  /** Fields of its local header and of its line in the directory that differ from what is true. */
  readonly local?: Partial<EntryFields>;
  readonly central?: Partial<EntryFields> & { readonly offset?: number; readonly extra?: Uint8Array };
}

interface EntryFields {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packedLength: number;
  readonly length: number;
  readonly extraLength: number;
}

/** The end's fields that differ from what is true. */
export interface ZipEnd {
  readonly directoryLength?: number;
  readonly directoryOffset?: number;
  readonly comment?: Uint8Array;
}

/** The bytes of a zip file; checksums are left out, as nothing reads them. */
export function zipBytes(entries: readonly ZippedEntry[], end: ZipEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, local = {}, central = {} } of entries) {
    const truth = { name, flags: 0, method: 0, packedLength: content.length, length: content.length };
    const header = Buffer.concat([localHeader({ ...truth, extraLength: 0, ...local }), content]);
    const { offset = at, extra = Buffer.alloc(0), ...fields } = central;
    directory.push(centralHeader({ ...truth, extraLength: extra.length, ...fields }, offset, extra));
    parts.push(header);
    at += header.length;
  }
  const lines = Buffer.concat(directory);
  const { directoryLength = lines.length, directoryOffset = at, comment = Buffer.alloc(0) } = end;
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(entries.length & 0xffff, 8);
  last.writeUInt16LE(entries.length & 0xffff, 10);
  last.writeUInt32LE(directoryLength, 12);
  last.writeUInt32LE(directoryOffset, 16);
  last.writeUInt16LE(comment.length & 0xffff, 20);
  return Buffer.concat([...parts, lines, last, comment]);
}

function localHeader({ name, flags, method, packedLength, length, extraLength }: EntryFields): Buffer {
  const text = Buffer.from(name, "utf8");
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(packedLength, 18);
  header.writeUInt32LE(length, 22);
  header.writeUInt16LE(text.length, 26);
  header.writeUInt16LE(extraLength, 28);
  return Buffer.concat([header, text]);
}

function centralHeader(fields: EntryFields, offset: number, extra: Uint8Array): Buffer {
  const text = Buffer.from(fields.name, "utf8");
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(fields.flags, 8);
  header.writeUInt16LE(fields.method, 10);
  header.writeUInt32LE(fields.packedLength, 20);
  header.writeUInt32LE(fields.length, 24);
  header.writeUInt16LE(text.length, 28);
  header.writeUInt16LE(fields.extraLength, 30);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, text, extra]);
}
