import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectImage } from '../../src/platform/storage/inspect-image.ts';
import { exif, jpegSegment, pngOfSize, samples, withChunks, withRiffChunks, withSegments } from './image-samples.ts';

const { jpeg, png, lossyWebp, extendedWebp } = samples;

describe('recognising', () => {
  test.each([
    ['jpeg', 'image/jpeg'],
    ['progressiveJpeg', 'image/jpeg'],
    ['lossyWebp', 'image/webp'],
    ['losslessWebp', 'image/webp'],
    ['extendedWebp', 'image/webp'],
    ['png', 'image/png'],
  ] as const)('%s without metadata stays as it is', (name, contentType) => {
    expect(accepted(samples[name])).toEqual({
      ok: true,
      contentType,
      width: 8,
      height: 4,
      bytes: plain(samples[name]),
    });
  });

  test.each([
    ['nothing', ''],
    ['text', 'a'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['GIF', 'GIF89a\x01\0\x01\0'],
    ['a web page that begins like a RIFF', 'RIFF<html>'],
  ])('%s is no image', (_, text) => {
    expect(inspectImage(Buffer.from(text))).toEqual({ ok: false, reason: 'not-an-image' });
  });

  test.each(Object.entries(samples))('%s cut off anywhere is refused', (_, whole) => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(inspectImage(whole.subarray(0, length)).ok).toBe(false);
    }
    expect(inspectImage(whole.subarray(0, whole.length - 2))).toEqual({ ok: false, reason: 'truncated' });
  });

  test.each(Object.entries(samples))('what follows the end of %s is dropped', (_, whole) => {
    expect(accepted(Buffer.concat([whole, Buffer.from('<script>')])).bytes).toEqual(plain(whole));
  });

  test('more than 50 megapixels are refused, whatever the size of the file', () => {
    expect(inspectImage(pngOfSize(10_000, 5_000)).ok).toBe(true);
    expect(inspectImage(pngOfSize(10_000, 5_001))).toEqual({ ok: false, reason: 'too-many-pixels' });
    expect(inspectImage(pngOfSize(0xffffffff, 0xffffffff))).toEqual({ ok: false, reason: 'too-many-pixels' });
    expect(inspectImage(pngOfSize(0, 1))).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('JPEG metadata', () => {
  test('every application segment and comment goes, but for the bare JFIF header, colour profile and transform', () => {
    const jfif = jpegSegment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01THB', 'latin1'));
    const kept = [jpegSegment(0xe2, 'ICC_PROFILE\0\x01\x01profile'), jpegSegment(0xee, 'Adobe\0\x64\0\0\0\0\x01')];
    const dropped = [
      jpegSegment(0xe0, 'JFXX\0SECRET'),
      jpegSegment(0xe1, 'http://ns.adobe.com/xap/1.0/\0SECRET'),
      jpegSegment(0xe2, 'MPF\0SECRET'),
      jpegSegment(0xed, 'Photoshop 3.0\0SECRET'),
      jpegSegment(0xef, 'SECRET'),
      jpegSegment(0xfe, 'SECRET'),
    ];
    const bareJfif = jpegSegment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1'));
    expect(accepted(withSegments(jpeg, jfif, ...kept, ...dropped)).bytes).toEqual(
      plain(withSegments(jpeg, bareJfif, ...kept)),
    );
  });

  test.each(['II', 'MM'] as const)('of EXIF (%s) only the orientation stays, and the size is as shown', (order) => {
    const turned = accepted(withSegments(jpeg, jpegSegment(0xe1, exif(6, order))));
    expect([turned.width, turned.height]).toEqual([4, 8]);
    expect(Buffer.from(turned.bytes).includes('GPS')).toBe(false);
    expect(turned.bytes.length).toBe(jpeg.length + 36);
    expect(accepted(turned.bytes)).toEqual(turned);

    const mirrored = accepted(withSegments(jpeg, jpegSegment(0xe1, exif(2, order))));
    expect([mirrored.width, mirrored.height]).toEqual([8, 4]);
    expect(accepted(withSegments(jpeg, jpegSegment(0xe1, exif(1, order)))).bytes).toEqual(plain(jpeg));
  });

  test('broken EXIF is dropped, and the image stays', () => {
    const whole = exif(6, 'II');
    for (let length = 6; length < whole.length - 14; length += 1) {
      expect(accepted(withSegments(jpeg, jpegSegment(0xe1, whole.subarray(0, length)))).bytes).toEqual(plain(jpeg));
    }
    expect(accepted(withSegments(jpeg, jpegSegment(0xe1, exif(9, 'MM')))).bytes).toEqual(plain(jpeg));
  });

  test('kinds that browsers do not show, second frames and endless scans are refused', () => {
    const frame = jpeg.indexOf(0xc0, 140);
    expect(inspectImage(jpeg.with(frame, 0xc3))).toEqual({ ok: false, reason: 'unsupported' });
    const frameSegment = jpeg.subarray(frame - 1, frame + 18);
    expect(inspectImage(withSegments(jpeg, frameSegment))).toEqual({ ok: false, reason: 'malformed' });
    const scan = Uint8Array.from([...jpegSegment(0xda, '\x01\x01\0\0\x3f\0'), 0]);
    const scans = Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: 100 }, () => scan), jpeg.subarray(-2)]);
    expect(inspectImage(scans)).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('PNG metadata', () => {
  test('text, time, EXIF, animation and unknown chunks go; those that make the picture stay', () => {
    const secret = withChunks(
      png,
      ['gAMA', Buffer.alloc(4, 1)],
      ['tEXt', 'Author\0SECRET'],
      ['zTXt', 'SECRET'],
      ['iTXt', 'SECRET'],
      ['eXIf', 'SECRET'],
      ['tIME', 'SECRET!'],
      ['acTL', '\0\0\0\x01\0\0\0\0'],
      ['prVt', 'SECRET'],
    );
    expect(accepted(secret).bytes).toEqual(plain(withChunks(png, ['gAMA', Buffer.alloc(4, 1)])));
  });

  test('an unknown critical chunk, a missing palette and a second header are refused', () => {
    expect(inspectImage(withChunks(png, ['CgBI', '']))).toEqual({ ok: false, reason: 'unsupported' });
    expect(inspectImage(Buffer.from(png).fill('pLTE', 37, 41))).toEqual({ ok: false, reason: 'malformed' });
    expect(inspectImage(withChunks(png, ['IHDR', '']))).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('WebP metadata', () => {
  test('EXIF, XMP and unknown chunks go, and so do their flags; the colour profile stays', () => {
    const secret = withRiffChunks(extendedWebp, 0x0c, ['EXIF', 'SECRET!'], ['XMP ', 'SECRET'], ['PRVT', 'SECRET']);
    expect(accepted(secret).bytes).toEqual(plain(extendedWebp));
    const profiled = accepted(withRiffChunks(extendedWebp, 0x20, ['ICCP', 'profile']));
    expect(Buffer.from(profiled.bytes).includes('profile')).toBe(true);
    expect(accepted(profiled.bytes)).toEqual(profiled);
  });

  test('an animation and two images in one are refused', () => {
    expect(inspectImage(withRiffChunks(extendedWebp, 0x02, ['ANIM', 'x']))).toEqual({
      ok: false,
      reason: 'unsupported',
    });
    const image = Buffer.from(lossyWebp.subarray(20, 50)).toString('latin1');
    expect(inspectImage(withRiffChunks(extendedWebp, 0, ['VP8 ', image]))).toEqual({ ok: false, reason: 'malformed' });
  });

  test('a canvas other than the image is refused', () => {
    expect(inspectImage(extendedWebp.with(24, 0xff))).toEqual({ ok: false, reason: 'malformed' });
  });
});

describe('hostile input', () => {
  const sample = fc.constantFrom(...Object.values(samples), withSegments(jpeg, jpegSegment(0xe1, exif(6, 'II'))));

  test('bytes changed anywhere are refused or rewritten, and what is rewritten stays as it is', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sample, edits, (whole, changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expectStable(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  test('random bytes behind any beginning never throw', () => {
    fc.assert(
      fc.property(sample, fc.nat(80), fc.uint8Array({ maxLength: 300 }), (whole, length, noise) => {
        expectStable(Buffer.concat([whole.subarray(0, length), noise]));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['JPEG', withSegments(jpeg, Buffer.concat(Array(30_000).fill(jpegSegment(0xc4, ''))))],
    ['PNG', withChunks(png, ...Array<[string, string]>(30_000).fill(['gAMA', '']))],
    ['WebP', withRiffChunks(extendedWebp, 0, ...Array<[string, string]>(30_000).fill(['AAAA', '']))],
  ])('a %s in tens of thousands of empty pieces is refused before they fill the memory', (_name, bytes) => {
    expect(inspectImage(bytes)).toEqual({ ok: false, reason: 'malformed' });
  });

  function expectStable(bytes: Uint8Array) {
    const first = inspectImage(bytes);
    if (first.ok) expect(inspectImage(first.bytes)).toEqual(first);
  }
});

function accepted(bytes: Uint8Array) {
  const result = inspectImage(bytes);
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result;
}

function plain(bytes: Uint8Array) {
  return Uint8Array.from(bytes);
}
