import { readFile, writeFile } from 'node:fs/promises';
import { CONTRACT_VERSION } from '../src/platform/http/contract.ts';
import { openApiDocument } from '../src/platform/http/openapi.ts';
import { routes } from '../src/routes.ts';

/** Writes openapi.json from the routes; with --check only compares, and fails when the committed file differs. */
const FILE = 'openapi.json';
const document = openApiDocument(routes, { version: CONTRACT_VERSION, serverUrl: 'https://api.innkeep.example' });
const text = `${JSON.stringify(document, null, 2)}\n`;

if (process.argv.includes('--check')) {
  const committed = await readFile(FILE, 'utf8').catch(() => '');
  if (committed !== text) {
    console.error(`${FILE} is not what the routes say. Run npm run openapi and commit it.`);
    process.exit(1);
  }
  console.log(`${FILE} says what the routes say: ${routes.length} operations.`);
} else {
  await writeFile(FILE, text);
  console.log(`${FILE}: ${routes.length} operations.`);
}
