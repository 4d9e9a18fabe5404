import { mkdir, writeFile } from 'node:fs/promises';
import { languages } from '../src/notifications/words.ts';
import { laidOut, sampleLetters } from '../test/notifications/samples.ts';

/** Writes every letter in every language to `dist/letters`, to be looked at in a browser: `index.html` has them all. */
const folder = 'dist/letters';
await mkdir(folder, { recursive: true });
const rows: string[] = [];
for (const language of languages) {
  for (const { name, letter } of sampleLetters(language)) {
    const { subject, html, text } = laidOut(language, letter, name);
    await writeFile(`${folder}/${language}.${name}.html`, html);
    await writeFile(`${folder}/${language}.${name}.txt`, text);
    rows.push(`<li><a href="${language}.${name}.html">${language} ${name}</a>: ${subject}</li>`);
  }
}
await writeFile(
  `${folder}/index.html`,
  `<!doctype html><meta charset="utf-8"><title>Letters</title><ul>${rows.join('\n')}</ul>`,
);
console.log(`${rows.length} letters in ${folder}.`);
