import { rewriteJpeg } from './image/jpeg.ts';
import { rewritePng } from './image/png.ts';
import { ImageRefused, type RefusalReason, type RewrittenImage } from './image/reader.ts';
import { rewriteWebp } from './image/webp.ts';

/** `width` and `height` are pixels as shown, after the orientation is applied. */
type InspectedImage = {
  ok: true;
  bytes: Uint8Array<ArrayBuffer>;
  contentType: 'image/jpeg' | 'image/png' | 'image/webp';
  width: number;
  height: number;
};

type ImageRefusal = { ok: false; reason: RefusalReason };

/**
 * Recognises a JPEG, PNG or WebP by its content and rewrites it without its metadata (place, camera, comments, thumbnails)
 * and without anything after its end. Colour profile and orientation stay (WebP and PNG: colour profile only); pixels are
 * copied, not decoded. Every other file is refused, and so are animations and images of more than 50 megapixels. Never throws.
 */
export function inspectImage(bytes: Uint8Array): InspectedImage | ImageRefusal {
  const format = formats.find(({ magic }) => magic.every((byte, at) => byte === null || bytes[at] === byte));
  if (!format) return { ok: false, reason: 'not-an-image' };
  try {
    const image = format.rewrite(bytes);
    return { ok: true, contentType: format.contentType, ...image };
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    return { ok: false, reason: error.reason };
  }
}

type Format = {
  contentType: InspectedImage['contentType'];
  /** The first bytes; null is any. */
  magic: (number | null)[];
  rewrite(bytes: Uint8Array): RewrittenImage;
};

const formats: Format[] = [
  { contentType: 'image/jpeg', magic: [0xff, 0xd8, 0xff], rewrite: rewriteJpeg },
  { contentType: 'image/png', magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], rewrite: rewritePng },
  {
    contentType: 'image/webp',
    magic: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50],
    rewrite: rewriteWebp,
  },
];
