import { concatBytes } from '../../bytes.ts';
import { checkPieces, checkSize, ImageRefused, Reader, type RewrittenImage } from './reader.ts';

/**
 * A still WebP with its image, transparency and colour profile only. Throws ImageRefused, for an animation too.
 * Source: https://developers.google.com/speed/webp/docs/riff_container
 */
export function rewriteWebp(bytes: Uint8Array): RewrittenImage {
  const outer = new Reader(bytes);
  const file = new Reader(outer.slice(0, 8 + outer.u32(4, true)));
  const chunks = readChunks(file);
  if (chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF')) throw new ImageRefused('unsupported');

  const images = chunks.filter(({ type }) => type === 'VP8 ' || type === 'VP8L');
  const [image] = images;
  if (!image || images.length > 1) throw new ImageRefused('malformed');
  const size = image.type === 'VP8L' ? losslessSize(image.data) : lossySize(image.data);
  checkSize(size.width, size.height);

  const [first] = chunks;
  if (first?.type !== 'VP8X') return { bytes: container([image]), ...size };
  const colour = chunks.find(({ type }) => type === 'ICCP');
  const alpha = image.type === 'VP8 ' ? chunks.find(({ type }) => type === 'ALPH') : undefined;
  const header = extendedHeader(first, size, colour !== undefined);
  return { bytes: container([header, colour, alpha, image].filter((chunk) => chunk !== undefined)), ...size };
}

type Chunk = { type: string; data: Uint8Array };
type Size = { width: number; height: number };

const HEADER_LENGTH = 12;

function readChunks(file: Reader): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = HEADER_LENGTH; at < file.length; ) {
    checkPieces(chunks.length);
    const length = file.u32(at + 4, true);
    chunks.push({ type: file.ascii(at, 4), data: file.slice(at + 8, length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

/** RFC 6386, section 9.1: a key frame, its start code, and two sides of 14 bits. */
function lossySize(data: Uint8Array): Size {
  const reader = new Reader(data);
  const isKeyFrame = (reader.u8(0) & 1) === 0;
  if (!isKeyFrame || reader.u8(3) !== 0x9d || reader.u16(4) !== 0x012a) throw new ImageRefused('malformed');
  return { width: reader.u16(6, true) & 0x3fff, height: reader.u16(8, true) & 0x3fff };
}

/** RFC 9649, section 3.4: a signature byte, then two sides of 14 bits, each less one. */
function losslessSize(data: Uint8Array): Size {
  const reader = new Reader(data);
  if (reader.u8(0) !== 0x2f) throw new ImageRefused('malformed');
  const bits = reader.u32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

const PROFILE_FLAG = 0x20;
const ALPHA_FLAG = 0x10;

function extendedHeader({ type, data }: Chunk, { width, height }: Size, hasProfile: boolean): Chunk {
  const reader = new Reader(data);
  if (data.length !== 10) throw new ImageRefused('malformed');
  const canvasWidth = (reader.u32(3, true) >>> 8) + 1;
  const canvasHeight = (reader.u32(6, true) >>> 8) + 1;
  if (canvasWidth !== width || canvasHeight !== height) throw new ImageRefused('malformed');
  const header = Uint8Array.from(data);
  header.set([(reader.u8(0) & ALPHA_FLAG) | (hasProfile ? PROFILE_FLAG : 0), 0, 0, 0]);
  return { type, data: header };
}

function container(chunks: Chunk[]): Uint8Array<ArrayBuffer> {
  const body = chunks.flatMap(({ type, data }) => {
    const head = new Uint8Array(8);
    head.set(new TextEncoder().encode(type));
    new DataView(head.buffer).setUint32(4, data.length, true);
    return [head, data, new Uint8Array(data.length % 2)];
  });
  const bytes = concatBytes([new TextEncoder().encode('RIFF\0\0\0\0WEBP'), ...body]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  return bytes;
}
