import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { spawnTied } from '../../local/tied-process.ts';

test('a stack that does not start ends the story with a sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'innkeep-story-'));
  const said = 'Innkeep could not start: another runs here.';
  await mkdir(join(folder, 'scripts'));
  await writeFile(join(folder, 'scripts/dev.ts'), `console.error('${said}');\nprocess.exit(1);\n`);
  const script = `cd ${folder} && exec ${process.execPath} ${resolve('scripts/check-runtime.ts')} npm start`;
  const child = spawnTied('sh', ['-c', script], { stopSignal: 'TERM' });
  const lines: string[] = [];
  child.onLine((line) => lines.push(line));
  const { code } = await child.exited;
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
  expect(lines).toEqual([said, 'The stack did not start.']);
});
