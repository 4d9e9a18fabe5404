import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** `modifiedAt` is epoch milliseconds; `etag` is the quoted MD5 of the bytes. */
export type StoredObject = { bytes: Uint8Array; contentType: string; modifiedAt: number; etag: string };

export type ObjectStore = {
  keys(): string[];
  get(key: string): StoredObject | undefined;
  /** Answers undefined, and writes nothing, when `onlyIfAbsent` and the key is taken. */
  put(
    key: string,
    object: Omit<StoredObject, 'etag'>,
    options: { onlyIfAbsent: boolean },
  ): Promise<StoredObject | undefined>;
  delete(key: string): Promise<void>;
};

/** Objects in memory, and one file for each in `dataDir` where one is given, read back when it is opened again. */
export async function openObjectStore(dataDir: string | undefined): Promise<ObjectStore> {
  const objects = dataDir === undefined ? new Map<string, StoredObject>() : await load(dataDir);
  return {
    keys: () => [...objects.keys()],
    get: (key) => objects.get(key),
    async put(key, object, { onlyIfAbsent }) {
      if (onlyIfAbsent && objects.has(key)) return undefined;
      const stored = { ...object, etag: `"${createHash('md5').update(object.bytes).digest('hex')}"` };
      // Before the file is written, so that of two conditional writes at once only one finds the key free.
      objects.set(key, stored);
      if (dataDir !== undefined) await save(dataDir, key, stored);
      return stored;
    },
    async delete(key) {
      objects.delete(key);
      if (dataDir !== undefined) await rm(fileOf(dataDir, key), { force: true });
    },
  };
}

// A file is one line of JSON, then the bytes: one rename makes both appear together.
const headSchema = z.object({ key: z.string(), contentType: z.string(), modifiedAt: z.number(), etag: z.string() });
const SUFFIX = '.object';
const NEWLINE = 0x0a;

async function load(dataDir: string): Promise<Map<string, StoredObject>> {
  await mkdir(dataDir, { recursive: true });
  const names = (await readdir(dataDir)).filter((name) => name.endsWith(SUFFIX));
  const files = await Promise.all(names.map((name) => readFile(join(dataDir, name))));
  return new Map(
    files.map((file) => {
      const end = file.indexOf(NEWLINE);
      const { key, ...rest } = headSchema.parse(JSON.parse(file.toString('utf8', 0, end)));
      return [key, { ...rest, bytes: file.subarray(end + 1) }];
    }),
  );
}

async function save(dataDir: string, key: string, { bytes, ...head }: StoredObject): Promise<void> {
  const unfinished = join(dataDir, randomUUID());
  await writeFile(unfinished, Buffer.concat([Buffer.from(`${JSON.stringify({ key, ...head })}\n`), bytes]));
  await rename(unfinished, fileOf(dataDir, key));
}

// Hashed, because a key may be longer than a file name, or hold `..`.
function fileOf(dataDir: string, key: string): string {
  return join(dataDir, createHash('sha256').update(key).digest('hex') + SUFFIX);
}
