import { readFile } from 'node:fs/promises';
import { run, withStack } from './stack/run.ts';

/** Does what the README tells a newcomer: starts the stack, plays the story, pastes the tour, stops it with Ctrl-C. */

const readme = await readFile('README.md', 'utf8');
const tour = /## A tour by curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme)?.[1];
if (tour === undefined) throw new Error('README.md has no tour');

await withStack([], async () => {
  await run('the story', process.execPath, ['scripts/story.ts']);
  const told = await run('the tour', 'bash', ['-euo', 'pipefail', '-c', tour]);
  for (const word of ['too-far-ahead {', 'nearest: ', 'confirmed', 'isExact: true', 'cancelled']) {
    if (!told.includes(word)) throw new Error(`The tour did not come to “${word}”.`);
  }
});
console.log('A newcomer gets through: stack, story and tour.');
