import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first TypeScript of a document as the module that it is, with the SDK of this checkout. */
export async function exampleOf<Module>(document: string): Promise<Module> {
  const folder = await mkdtemp(join(import.meta.dirname, 'example-'));
  try {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(await readFile(document, 'utf8')) ?? [];
    const file = join(folder, 'example.ts');
    await writeFile(file, example.replace("'@innkeep/sdk'", "'../../../sdk/src/index.ts'"));
    return await import(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
