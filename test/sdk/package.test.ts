import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the package is the client, its types, which leave nothing untyped, and its README', () => {
  execFileSync(process.execPath, ['scripts/build-sdk.ts']);
  const [packed] = JSON.parse(execFileSync('npm', ['pack', './sdk', '--dry-run', '--json'], { encoding: 'utf8' }));
  const files: string[] = packed.files.map(({ path }: { path: string }) => path);
  expect(files).toEqual(expect.arrayContaining(['README.md', 'dist/index.js', 'dist/types/index.d.ts']));
  const others = files.filter((path) => !/^dist\/types\/.+\.d\.ts$/.test(path));
  expect(new Set(others)).toEqual(new Set(['README.md', 'dist/index.js', 'package.json']));
  for (const path of files.filter((name) => name.endsWith('.d.ts'))) {
    const types = readFileSync(`sdk/${path}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|'[^']*'|\/\/.*/g, '');
    expect([path, types.match(/.*\bany\b.*/g)]).toEqual([path, null]);
  }
}, 60_000);
