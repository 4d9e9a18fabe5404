import { globSync, readFileSync } from 'node:fs';
import { exportFaults } from './rules/exports.ts';
import { importFaults } from './rules/imports.ts';
import { lostWrites } from './rules/lost-writes.ts';
import { textFaults } from './rules/text.ts';

/** The rules of the house that Biome and the compiler cannot hold. Prints each breach as `file:line: what`, exits 1. */
const files = globSync(['*.ts', '{src,local,migrations,scripts,test,bench,sdk}/**/*.{ts,tsx}'], {
  exclude: (path) => /node_modules|generated/.test(path),
}).toSorted();

const sources = files.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const faults = [
  ...sources.flatMap(textFaults),
  ...sources.flatMap(importFaults),
  ...exportFaults(sources),
  ...lostWrites(files),
];

for (const { path, line, message } of faults) console.error(`${path}:${line}: ${message}`);
console.log(`${files.length} files, ${faults.length} breaches of the house's rules.`);
process.exit(faults.length === 0 ? 0 : 1);
