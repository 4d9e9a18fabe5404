import { readFile, writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createGraph } from '../src/graphql/schema.ts';
import { CONTRACT_VERSION } from '../src/platform/http/contract.ts';
import { openApiDocument } from '../src/platform/http/openapi.ts';
import { routes } from '../src/routes.ts';

/**
 * Writes what the routes say: openapi.json, and the graph made of them, schema.graphql. With --check only compares, and
 * fails when a committed file differs.
 */
const document = openApiDocument(routes, { version: CONTRACT_VERSION, serverUrl: 'https://api.innkeep.example' });
const files = {
  'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'schema.graphql': `${printSchema(lexicographicSortSchema(createGraph(routes).schema))}\n`,
};

for (const [file, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`${file} is not what the routes say. Run npm run openapi and commit it.`);
    process.exit(1);
  }
}
console.log(`${Object.keys(files).join(' and ')} say what the routes say: ${routes.length} operations.`);
