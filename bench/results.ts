import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a run's section of RESULTS.md, under this title (`## …`), in the place of an earlier run's. */
export async function writeSection(title: string, text: string): Promise<void> {
  const file = join(import.meta.dirname, 'RESULTS.md');
  const all = await readFile(file, 'utf8');
  const start = all.indexOf(`${title}\n`);
  const end = start < 0 ? -1 : all.indexOf('\n## ', start + 1);
  const before = start < 0 ? `${all.trimEnd()}\n\n` : all.slice(0, start);
  const after = end < 0 ? '' : all.slice(end);
  await writeFile(file, `${before}${title}\n\n${text.trimEnd()}\n${after}`);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
