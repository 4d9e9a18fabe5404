import { crc32 } from 'node:zlib';

/** Images of 8 × 4 pixels without metadata, as encoders write them. */
export const samples = {
  jpeg: fromBase64(
    `/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////
     ////////////////////////////////////////////////////////////////////////wAARCAAEAAgDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAA
     AAAAAAAAAP/EABYQAQEBAAAAAAAAAAAAAAAAAAABEf/EABQBAQAAAAAAAAAAAAAAAAAAAAD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEA
     PwBkAB//2Q==`,
  ),
  progressiveJpeg: fromBase64(
    `/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////2wBDAf//////////////
     ////////////////////////////////////////////////////////////////////////wgARCAAEAAgDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAA
     AAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhADEAAAAQP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAEFAn//xAAUEQEAAAAA
     AAAAAAAAAAAAAAAA/9oACAEDAQE/AX//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/AX//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAY/
     An//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/IX//2gAMAwEAAgADAAAAEAP/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAU
     EQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAWEAADAAAAAAAAAAAAAAAAAAAAARH/2gAIAQEAAT8QiP/Z`,
  ),
  png: fromBase64(
    `iVBORw0KGgoAAAANSUhEUgAAAAgAAAAEAQMAAACJA+yzAAAABlBMVEU1NzmTlZhiRZ/sAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEElEQVQImWNgYGBg
     qGf4DwAChAF/5JoqXAAAAABJRU5ErkJggg==`,
  ),
  lossyWebp: fromBase64('UklGRioAAABXRUJQVlA4IB4AAABwAQCdASoIAAQADMDOJaQAAuSQAAD9UIW5m73AAAA='),
  losslessWebp: fromBase64('UklGRiwAAABXRUJQVlA4TB8AAAAvB8AAAM1lRP8DCtq2Ydru4Bl/fBfC+I9ATIBO+uINAA=='),
  extendedWebp: fromBase64(
    `UklGRk4AAABXRUJQVlA4WAoAAAAQAAAABwAAAwAAQUxQSAoAAAABB9C/iAhERP8DVlA4IB4AAABwAQCdASoIAAQADMDOJaQAAuSQAAD9UIW5m73AAAA=`,
  ),
};

/** A segment of a JPEG: `data` without the marker and the length. */
export function jpegSegment(marker: number, data: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(data);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** The JPEG with segments right after its start. */
export function withSegments(jpeg: Uint8Array, ...segments: Uint8Array[]): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** An EXIF block with a comment and an orientation, in either byte order. */
export function exif(orientation: number, order: 'II' | 'MM'): Uint8Array {
  const bytes = Buffer.alloc(6 + 8 + 2 + 2 * 12 + 4);
  bytes.write('Exif\0\0');
  const tiff = bytes.subarray(6);
  const [u16, u32] =
    order === 'II'
      ? [
          (value: number, at: number) => tiff.writeUInt16LE(value, at),
          (value: number, at: number) => tiff.writeUInt32LE(value, at),
        ]
      : [
          (value: number, at: number) => tiff.writeUInt16BE(value, at),
          (value: number, at: number) => tiff.writeUInt32BE(value, at),
        ];
  tiff.write(order);
  u16(42, 2);
  u32(8, 4);
  u16(2, 8);
  u16(0x010e, 10);
  u16(2, 12);
  u32(4, 14);
  tiff.write('GPS', 18);
  u16(0x0112, 22);
  u16(3, 24);
  u32(1, 26);
  u16(orientation, 30);
  return bytes;
}

/** The PNG with chunks right after its header. */
export function withChunks(png: Uint8Array, ...chunks: [type: string, data: string | Uint8Array][]): Uint8Array {
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), ...chunks.map(pngChunk), png.subarray(afterHeader)]);
}

/** A PNG that claims a size, whatever is in it. */
export function pngOfSize(width: number, height: number): Uint8Array {
  const bytes = Buffer.from(samples.png);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

/** The extended WebP with chunks at its end, and their flags set. */
export function withRiffChunks(webp: Uint8Array, flags: number, ...chunks: [type: string, data: string][]): Uint8Array {
  const bytes = Buffer.concat([
    webp,
    ...chunks.flatMap(([type, data]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      return [Buffer.from(type), length, Buffer.from(data, 'latin1'), Buffer.alloc(data.length % 2)];
    }),
  ]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.writeUInt8(bytes.readUInt8(20) | flags, 20);
  return bytes;
}

function pngChunk([type, data]: [type: string, data: string | Uint8Array]): Uint8Array {
  const body = Buffer.concat([Buffer.from(type), Buffer.from(data)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
