import { copyFile, readFile } from 'node:fs/promises';
import { breakingChanges } from './contract/changes.ts';

/**
 * Fails when openapi.json breaks what was released (openapi.released.json) and the CHANGELOG does not name it under
 * Unreleased, in backticks. `--release` makes the contract of now the released one, as a step of each release.
 */
const CONTRACT = 'openapi.json';
const RELEASED = 'openapi.released.json';

if (process.argv.includes('--release')) {
  await copyFile(CONTRACT, RELEASED);
  console.log(`${RELEASED} is the contract of now. Give the CHANGELOG's Unreleased its number.`);
} else {
  const [contract, released, changelog] = await Promise.all(
    [CONTRACT, RELEASED, 'CHANGELOG.md'].map((file) => readFile(file, 'utf8')),
  );
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog ?? '')?.[1] ?? '';
  const changes = breakingChanges(JSON.parse(released ?? ''), JSON.parse(contract ?? ''));
  const unnamed = changes.filter((change) => !unreleased.includes(`\`${change}\``));
  if (unnamed.length > 0) {
    console.error('The contract breaks what was released. Mend it, or name each in the CHANGELOG under Unreleased:');
    for (const change of unnamed) console.error(`- \`${change}\``);
    process.exit(1);
  }
  console.log(`The contract keeps what was released, but for ${changes.length} changes that the CHANGELOG names.`);
}
