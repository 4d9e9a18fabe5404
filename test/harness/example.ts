import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs the first TypeScript of a document, with the SDK of this checkout, as the module that it is. */
export async function withExample<Module, Result>(
  document: string,
  use: (example: Module) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(import.meta.dirname, 'example-'));
  try {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(await readFile(document, 'utf8')) ?? [];
    const file = join(folder, 'example.ts');
    await writeFile(file, example.replace("'@innkeep/sdk'", "'../../../sdk/src/index.ts'"));
    return await use(await import(file));
  } finally {
    await rm(folder, { recursive: true });
  }
}
