// What a file is by its first bytes, whatever it is called: the formats that are read, and names for others. Nothing
// reaches a decoder that is not among the first.

import { InputError } from "../core/errors.ts";
import { PICTURE_FORMATS } from "./formats.ts";

export type PictureKind = "png" | "jpg" | "webp" | "tiff" | "bmp";

/** Bytes in Latin-1, and where they stand in a file. */
type Sign = readonly [text: string, at: number];

const READ: readonly (readonly [PictureKind, ...Sign])[] = [
  ["png", "\x89PNG\r\n\x1a\n", 0],
  ["jpg", "\xff\xd8\xff", 0],
  ["webp", "WEBP", 8],
  ["tiff", "II*\0", 0],
  ["tiff", "II+\0", 0],
  ["tiff", "MM\0*", 0],
  ["tiff", "MM\0+", 0],
  ["bmp", "BM", 0],
];

const OTHERS: readonly (readonly [what: string, ...signs: (Sign | RegExp)[]])[] = [
  ["an SVG drawing", /^\s*(<[?!].*)?<svg[\s>]/is],
  ["an XML document", /^\s*<(\?xml|!DOCTYPE|!--)/i],
  ["a PDF document", /^\s*%PDF-/],
  ["a PostScript document", ["%!PS", 0], ["\xc5\xd0\xd3\xc6", 0]],
  ["a GIF", ["GIF8", 0]],
  ["an AVIF or HEIF", ["ftypavi", 4], ["ftyphe", 4], ["ftypmif", 4], ["ftypmsf", 4]],
  ["a video", ["ftyp", 4]],
  ["a JPEG XL", ["\xff\x0a", 0], ["JXL ", 4]],
  ["a JPEG 2000", ["jP  ", 4], ["\xff\x4f\xff\x51", 0]],
  ["a PNM or PFM", /^P[1-7fF]\s/],
  ["a Photoshop document", ["8BPS", 0]],
  ["a FITS array", ["SIMPLE  =", 0]],
  ["a Radiance picture", ["#?RADIANCE", 0], ["#?RGBE", 0]],
  ["an OpenEXR", ["\x76\x2f\x31\x01", 0]],
  ["a DDS texture", ["DDS ", 0]],
  ["an icon", ["\0\0\x01\0", 0], ["\0\0\x02\0", 0]],
  ["a NumPy array whose name does not end in .npy", ["\x93NUMPY", 0]],
  ["an HDF5 or netCDF file", ["\x89HDF", 0], ["CDF", 0]],
  ["a ZIP archive or an office document", ["PK\x03\x04", 0], ["PK\x05\x06", 0]],
  ["an archive", ["\x1f\x8b", 0], ["Rar!", 0], ["7z\xbc\xaf", 0]],
  ["a program", ["\x7fELF", 0], ["MZ", 0]],
];

/** UTF-8's, before documents. */
const BYTE_ORDER_MARK = "\xef\xbb\xbf";

/** Bytes that are looked at. */
const LOOKED_AT = 1024;

/** The format of a file; InputError naming the file, and what it is where that is known, of any that is not read. */
export function readableKind(bytes: Uint8Array, path: string): PictureKind {
  const head = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1");
  const found = READ.find(([, text, at]) => head.startsWith(text, at));
  if (found !== undefined) return found[0];
  const text = head.startsWith(BYTE_ORDER_MARK) ? head.slice(BYTE_ORDER_MARK.length) : head;
  const [what] = OTHERS.find(([, ...signs]) => signs.some((sign) => hasSign(text, sign))) ?? [];
  throw new InputError(
    what === undefined
      ? `invalid image ${path}: it cannot be decoded (its first bytes are of no format that is read: ${PICTURE_FORMATS})`
      : `invalid image ${path}: it is ${what}, which is not read; save it as PNG`,
  );
}

function hasSign(head: string, sign: Sign | RegExp): boolean {
  return sign instanceof RegExp ? sign.test(head) : head.startsWith(...sign);
}
