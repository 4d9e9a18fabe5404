/** One array of all chunks. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * A body in chunks of 64 KiB at most, each the caller's own; who stops early cancels the rest. Throws what the stream
 * breaks off with. workerd's own iterator reads 4 KiB at a time: ten megabytes cost it 80 ms instead of 15.
 */
export async function* chunksOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (body === null) return;
  const reader = byteReader(body);
  if (reader === undefined) return yield* body;
  let buffer = new Uint8Array(CHUNK_BYTES);
  try {
    for (;;) {
      const { done, value } = await reader.read(buffer);
      if (done) return;
      // A copy, as a body that comes in crumbs would hold 64 KiB for each.
      yield value.slice();
      buffer = new Uint8Array(value.buffer);
    }
  } finally {
    await reader.cancel();
  }
}

// Undefined for a stream that isn't one of bytes, as Node's requests are.
function byteReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
