import { concatBytes } from '../../bytes.ts';
import { checkPieces, checkSize, ImageRefused, Reader, type RewrittenImage } from './reader.ts';

/**
 * A PNG with the chunks that make its pixels and their colours, and no others: an animation keeps its still image.
 * Checksums are copied, not checked. Throws ImageRefused. Source: https://www.w3.org/TR/png-3/
 */
export function rewritePng(bytes: Uint8Array): RewrittenImage {
  const reader = new Reader(bytes);
  const kept: Uint8Array[] = [reader.slice(0, 8)];
  const header = chunkAt(reader, 8);
  if (header.type !== 'IHDR') throw new ImageRefused('malformed');
  const { width, height, indexed } = readHeader(header.data);
  kept.push(header.whole);

  let hasData = false;
  let hasPalette = false;
  for (let at = header.end, chunks = 1; ; chunks += 1) {
    checkPieces(chunks);
    const chunk = chunkAt(reader, at);
    at = chunk.end;
    if (chunk.type === 'IHDR') throw new ImageRefused('malformed');
    if (chunk.type === 'IDAT') hasData = true;
    if (chunk.type === 'PLTE') hasPalette = true;
    if (keptChunks.has(chunk.type)) kept.push(chunk.whole);
    else if (isCritical(chunk.type)) throw new ImageRefused('unsupported');
    if (chunk.type === 'IEND') break;
  }
  if (!hasData || (indexed && !hasPalette)) throw new ImageRefused('malformed');
  return { bytes: concatBytes(kept), width, height };
}

const keptChunks = new Set([
  ...['PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'bKGD', 'pHYs'],
  ...['cICP', 'mDCV', 'cLLI'],
]);

type Chunk = { type: string; data: Uint8Array; whole: Uint8Array; end: number };

function chunkAt(reader: Reader, at: number): Chunk {
  const length = reader.u32(at);
  const whole = reader.slice(at, length + 12);
  return { type: reader.ascii(at + 4, 4), data: whole.subarray(8, 8 + length), whole, end: at + whole.length };
}

/** Upper-case first: a reader that does not know the chunk can't show the image. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

/** Bit depths by colour type. */
const bitDepths: Record<number, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const INDEXED = 3;

function readHeader(data: Uint8Array): { width: number; height: number; indexed: boolean } {
  if (data.length !== 13) throw new ImageRefused('malformed');
  const reader = new Reader(data);
  const [width, height, colourType] = [reader.u32(0), reader.u32(4), reader.u8(9)];
  const isKnown = bitDepths[colourType]?.includes(reader.u8(8)) ?? false;
  if (!isKnown || reader.u8(10) !== 0 || reader.u8(11) !== 0 || reader.u8(12) > 1) throw new ImageRefused('malformed');
  checkSize(width, height);
  return { width, height, indexed: colourType === INDEXED };
}
