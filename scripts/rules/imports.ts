import { posix } from 'node:path';
import type { Fault, Source } from './fault.ts';

/** What each module may import of the others, always through their `index.ts`. Everyone may import kernel and platform. */
const modules: Record<string, readonly string[]> = {
  accounts: [],
  listings: ['accounts'],
  calendar: ['accounts', 'listings'],
  channels: ['accounts', 'listings', 'calendar'],
  pricing: ['accounts', 'listings', 'calendar', 'channels'],
  payments: ['accounts'],
  cards: ['payments'],
  deposits: ['payments', 'cards'],
  payouts: ['accounts', 'payments'],
  bookings: ['accounts', 'listings', 'calendar', 'channels', 'pricing', 'payments', 'cards', 'deposits'],
  events: [],
  webhooks: ['accounts', 'events'],
  books: [
    'accounts',
    'listings',
    'calendar',
    'channels',
    'pricing',
    'payments',
    'bookings',
    'deposits',
    'disputes',
    'payouts',
  ],
  disputes: ['pricing', 'payments', 'bookings'],
  reviews: ['accounts', 'listings', 'bookings'],
  messaging: ['accounts', 'listings'],
  notifications: ['accounts', 'listings', 'payments', 'bookings', 'deposits', 'reviews', 'messaging'],
  graphql: [],
  search: ['accounts', 'listings', 'calendar', 'pricing'],
  suspensions: ['accounts', 'listings', 'payouts'],
  closings: ['accounts', 'listings', 'cards', 'channels', 'payments', 'payouts', 'notifications', 'webhooks'],
  'test-clocks': [],
};

/** Files that put the parts together and may import all of them. */
const ASSEMBLY = /^src\/[^/]+\.ts$/;
/** The types that a request's context is made of; everybody is handed one. */
const CONTEXT = new Set(['src/context.ts', 'src/config.ts']);

/** Imports against the direction kernel ← platform ← modules ← assembly. */
export function importFaults({ path, text }: Source): Fault[] {
  if (!path.startsWith('src/') || ASSEMBLY.test(path)) return [];
  return importsOf(text).flatMap(({ specifier, line }) => {
    if (!specifier.startsWith('.')) return [];
    const target = posix.normalize(posix.join(posix.dirname(path), specifier));
    const message = refuse(path, target);
    return message === undefined ? [] : [{ path, line, message }];
  });
}

function refuse(from: string, to: string): string | undefined {
  if (!to.startsWith('src/')) return `imports ${to}, which is not the product's`;
  const [, here = ''] = from.split('/');
  const [, there = '', ...rest] = to.split('/');
  if (here === there) return undefined;
  if (here === 'kernel') return `kernel imports nothing, but this is ${to}`;
  if (there === 'kernel') return undefined;
  if (CONTEXT.has(to)) return undefined;
  if (here === 'platform') return `platform imports kernel only, but this is ${to}`;
  if (there === 'platform') return undefined;
  if (modules[here] === undefined) return `module ${here} has no line in scripts/rules/imports.ts`;
  if (!modules[here].includes(there)) return `${here} may not import ${there}`;
  if (rest.join('/') !== 'index.ts') return `import ${there} through its index.ts, not ${to}`;
  return undefined;
}

function importsOf(text: string): { specifier: string; line: number }[] {
  return text.split('\n').flatMap((row, index) => {
    const specifier = /(?:\bfrom|^import)\s+'([^']+)'/.exec(row)?.[1];
    return specifier === undefined ? [] : [{ specifier, line: index + 1 }];
  });
}
