import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const STRIPE = join(import.meta.dirname, '../../../node_modules/stripe');
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/stripe-schemas');

/** Whatever changes the schemas changes this name. */
const MADE_OF = [
  join(STRIPE, 'package.json'),
  join(STRIPE, '../ts-json-schema-generator/package.json'),
  import.meta.filename,
]
  .reduce((hash, path) => hash.update(readFileSync(path)), createHash('sha256'))
  .digest('hex')
  .slice(0, 16);

/**
 * JSON Schema of all types in one of the SDK's files (`Charges`), made of the SDK that is installed and kept beside it. What the file
 * takes from others, expanded objects mostly, is any object here: it has its own file.
 */
export function schemasOf(file: string): object {
  const kept = join(CACHE, MADE_OF, `${file}.json`);
  try {
    return JSON.parse(readFileSync(kept, 'utf8'));
  } catch {
    const schema = generate(file);
    mkdirSync(join(kept, '..'), { recursive: true });
    const written = `${kept}.${process.pid}`;
    writeFileSync(written, JSON.stringify(schema));
    renameSync(written, kept);
    return schema;
  }
}

function generate(file: string): object {
  mkdirSync(CACHE, { recursive: true });
  const directory = mkdtempSync(join(CACHE, 'made-'));
  try {
    const path = join(directory, `${file}.d.ts`);
    const shared = readFileSync(join(STRIPE, 'esm/shared.d.ts'), 'utf8');
    writeFileSync(path, aloneOf(readFileSync(join(STRIPE, `esm/resources/${file}.d.ts`), 'utf8')));
    writeFileSync(join(directory, 'shared.d.ts'), shared.replace(/export \{.*\} from .*\n/, ''));
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [path] }));
    return createGenerator({
      path,
      tsconfig: join(directory, 'tsconfig.json'),
      type: '*',
      expose: 'all',
      jsDoc: 'none',
      skipTypeCheck: true,
    }).createSchema('*');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const compilerOptions = {
  target: 'es2022',
  lib: ['es2022'],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  types: [],
};

/** The file without its resource class, its imports but the shared ones declared as any object: names that files share would clash. */
function aloneOf(source: string): string {
  const imported = [...source.matchAll(/^import (?:\* as (\w+)|\{ ([^}]*) \}) from '\.\/.*';$/gm)].flatMap(
    ([, namespace, names]) => namespace ?? names?.split(', ') ?? [],
  );
  const foreign = new RegExp(`\\b(?:${imported.join('|') || 'none'})\\.[\\w.]+`, 'g');
  return source
    .replace(/export declare class [\s\S]*?\n}\n/, '')
    .replaceAll(/(interface \w+) \{\s*\}/g, '$1 { [field: string]: unknown }')
    .replaceAll(/import \* as \w+ from '[^']*';\n/g, '')
    .replaceAll(foreign, '{ [field: string]: unknown }')
    .replaceAll(/import \{([^}]*)\} from '([^']*)';/g, (_all, names: string, from: string) =>
      from === '../shared.js' ? `import {${names}} from './shared';` : names.split(',').map(declarationOf).join('\n'),
    );
}

function declarationOf(imported: string): string {
  const name = imported.trim().split(' as ').at(-1) ?? '';
  if (name === 'ApiList') {
    return "interface ApiList<T> { object: 'list'; data: Array<T>; has_more: boolean; url: string }";
  }
  return OF_THE_CLIENT.has(name) ? '' : `type ${name} = { [field: string]: unknown };`;
}

/** What only the resource classes speak of. */
const OF_THE_CLIENT = new Set([
  'ApiListPromise',
  'ApiSearchResultPromise',
  'RequestOptions',
  'Response',
  'StripeResource',
]);
