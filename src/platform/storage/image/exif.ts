import { ImageRefused, Reader } from './reader.ts';

/** The orientation, 1 to 8, in the TIFF structure of an EXIF block; 1 when there is none or it can't be read. */
export function readOrientation(tiff: Uint8Array): number {
  try {
    const reader = new Reader(tiff);
    const littleEndian = reader.ascii(0, 2) === 'II';
    const directory = reader.u32(4, littleEndian);
    const entries = reader.u16(directory, littleEndian);
    for (let entry = 0; entry < entries; entry += 1) {
      const at = directory + 2 + entry * 12;
      if (reader.u16(at, littleEndian) !== ORIENTATION) continue;
      const value = reader.u16(at + 8, littleEndian);
      return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
  } catch (error) {
    // Broken metadata is dropped like any other: it makes no broken image.
    if (error instanceof ImageRefused) return 1;
    throw error;
  }
}

/** A JPEG segment with an EXIF block that holds the orientation alone. */
export function minimalExif(orientation: number): Uint8Array {
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xffe1);
  view.setUint16(2, bytes.length - 2);
  bytes.set(new TextEncoder().encode('Exif\0\0MM\0*'), 4);
  view.setUint32(14, 8);
  view.setUint16(18, 1);
  view.setUint16(20, ORIENTATION);
  view.setUint16(22, SHORT);
  view.setUint32(24, 1);
  view.setUint16(28, orientation);
  return bytes;
}

const ORIENTATION = 0x0112;
const SHORT = 3;
