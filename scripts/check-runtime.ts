import { run, withStack } from './stack/run.ts';

/** `npm run story:on -- COMMAND…`: the story, told to the service that this command starts, and stops again without loss. */
const command = process.argv.slice(2);
if (command.length === 0) {
  console.error('Name the command that serves: npm run story:on -- npm start');
  process.exit(1);
}

await withStack(command, async () => {
  await run('the story', process.execPath, ['scripts/story.ts']);
}).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
console.log(`The story runs on: ${command.join(' ')}`);
