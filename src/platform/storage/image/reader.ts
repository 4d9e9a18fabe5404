/** `unsupported` is a valid image of a kind that browsers don't show, or an animation. */
export type RefusalReason = 'not-an-image' | 'truncated' | 'malformed' | 'unsupported' | 'too-many-pixels';

/** The only thing that the readers of images throw. */
export class ImageRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason);
    this.reason = reason;
  }
}

export type RewrittenImage = { bytes: Uint8Array<ArrayBuffer>; width: number; height: number };

/** Throws ImageRefused. What decodes it needs some 4 bytes of memory per pixel, whatever the size of the file. */
export function checkSize(width: number, height: number): void {
  if (width < 1 || height < 1) throw new ImageRefused('malformed');
  if (width * height > MAX_PIXELS) throw new ImageRefused('too-many-pixels');
}

/** Throws ImageRefused for a file in so many pieces that to look at each takes seconds and a gigabyte of memory. */
export function checkPieces(count: number): void {
  if (count > MAX_PIECES) throw new ImageRefused('malformed');
}

/** Reads numbers and slices of a file; whatever lies beyond its end is ImageRefused `truncated`. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.byteLength;
  }

  slice(at: number, length: number): Uint8Array {
    this.#need(at, length);
    return this.bytes.subarray(at, at + length);
  }

  ascii(at: number, length: number): string {
    return String.fromCharCode(...this.slice(at, length));
  }

  u8(at: number): number {
    this.#need(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number, littleEndian = false): number {
    this.#need(at, 2);
    return this.#view.getUint16(at, littleEndian);
  }

  u32(at: number, littleEndian = false): number {
    this.#need(at, 4);
    return this.#view.getUint32(at, littleEndian);
  }

  #need(at: number, length: number): void {
    if (at < 0 || at + length > this.length) throw new ImageRefused('truncated');
  }
}

const MAX_PIXELS = 50_000_000;
// Of a PNG in chunks of 4 KiB, which are small, the largest file has a quarter of this.
const MAX_PIECES = 20_000;
