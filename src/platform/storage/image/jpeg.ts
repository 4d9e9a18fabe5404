import { concatBytes } from '../../bytes.ts';
import { minimalExif, readOrientation } from './exif.ts';
import { checkPieces, checkSize, ImageRefused, Reader, type RewrittenImage } from './reader.ts';

/**
 * A JPEG (baseline, extended or progressive) without application segments and comments, but for a bare JFIF header, the
 * colour profile, Adobe's colour transform and the orientation. Throws ImageRefused. Source: ITU-T T.81, annex B.
 */
export function rewriteJpeg(bytes: Uint8Array): RewrittenImage {
  const reader = new Reader(bytes);
  const head: Uint8Array[] = [reader.slice(0, 2)];
  const rest: Uint8Array[] = [];
  let frame: { width: number; height: number } | undefined;
  let orientation = 1;
  let scans = 0;

  let at = 2;
  for (let segments = 1; ; segments += 1) {
    checkPieces(segments);
    const marker = markerAt(reader, at);
    at = marker.end;
    if (marker.code === EOI) break;
    const segment = reader.slice(at, reader.u16(at));
    if (segment.length < 2) throw new ImageRefused('malformed');
    at += segment.length;

    if (marker.code === APP0) {
      if (isTagged(segment, 'JFIF\0') && head.length === 1) head.push(bareJfif(segment));
    } else if (marker.code === APP1) {
      if (isTagged(segment, 'Exif\0\0') && orientation === 1) orientation = readOrientation(segment.subarray(8));
    } else if (keptSegments.has(marker.code) || isKeptApp(marker.code, segment)) {
      rest.push(markerBytes(marker.code), segment);
    } else if (frameMarkers.has(marker.code)) {
      if (frame) throw new ImageRefused('malformed');
      frame = readFrame(segment);
      rest.push(markerBytes(marker.code), segment);
    } else if (marker.code === SOS) {
      scans += 1;
      if (!frame || scans > MAX_SCANS) throw new ImageRefused('malformed');
      const end = endOfScan(reader, at);
      rest.push(markerBytes(marker.code), segment, reader.slice(at, end - at));
      at = end;
    } else if (!isMetadata(marker.code)) {
      throw new ImageRefused(unsupportedMarkers.has(marker.code) ? 'unsupported' : 'malformed');
    }
  }
  if (!frame || scans === 0) throw new ImageRefused('malformed');
  if (orientation > 1) head.push(minimalExif(orientation));
  const turned = orientation >= FIRST_TURNED;
  return {
    bytes: concatBytes([...head, ...rest, markerBytes(EOI)]),
    width: turned ? frame.height : frame.width,
    height: turned ? frame.width : frame.height,
  };
}

const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const COM = 0xfe;
/** Tables: Huffman, quantisation, restart interval. */
const keptSegments = new Set([0xc4, 0xdb, 0xdd]);
/** Baseline, extended sequential, progressive. */
const frameMarkers = new Set([0xc0, 0xc1, 0xc2]);
/** Lossless, hierarchical and arithmetic frames, arithmetic conditioning, a height given after the first scan. */
const unsupportedMarkers = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xdc]);
// Orientations 5 to 8 swap the sides.
const FIRST_TURNED = 5;
// Each scan of a progressive image costs its decoder a pass over all pixels; real ones have about ten.
const MAX_SCANS = 100;

function markerAt(reader: Reader, from: number): { code: number; end: number } {
  if (reader.u8(from) !== 0xff) throw new ImageRefused('malformed');
  let at = from + 1;
  while (reader.u8(at) === 0xff) at += 1;
  return { code: reader.u8(at), end: at + 1 };
}

function markerBytes(code: number): Uint8Array {
  return Uint8Array.of(0xff, code);
}

function isTagged(segment: Uint8Array, tag: string): boolean {
  return segment.length >= 2 + tag.length && [...tag].every((char, at) => segment[2 + at] === char.charCodeAt(0));
}

function isKeptApp(code: number, segment: Uint8Array): boolean {
  return (code === 0xe2 && isTagged(segment, 'ICC_PROFILE\0')) || (code === 0xee && isTagged(segment, 'Adobe'));
}

function isMetadata(code: number): boolean {
  return (code >= APP0 && code <= 0xef) || code === COM;
}

/** Without its thumbnail, which may show what was cropped away. */
function bareJfif(segment: Uint8Array): Uint8Array {
  const bare = new Uint8Array(18);
  bare.set([0xff, APP0, 0, 16]);
  bare.set(segment.subarray(2, 14), 4);
  return bare;
}

function readFrame(segment: Uint8Array): { width: number; height: number } {
  const reader = new Reader(segment);
  const [precision, height, width, components] = [reader.u8(2), reader.u16(3), reader.u16(5), reader.u8(7)];
  if (precision !== 8 || ![1, 3, 4].includes(components)) throw new ImageRefused('unsupported');
  if (segment.length !== 8 + 3 * components) throw new ImageRefused('malformed');
  checkSize(width, height);
  return { width, height };
}

/** Where the next marker begins that is neither a stuffed byte nor a restart. */
function endOfScan({ bytes }: Reader, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    const isData = next === 0x00 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isData) return at;
  }
  throw new ImageRefused('truncated');
}
