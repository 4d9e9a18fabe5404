import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { type Child, startChild } from './child.ts';

/** Debian's own, which has Debian's packages; another Python on the PATH does not. */
const PYTHON = '/usr/bin/python3';
const GUNICORN = '/usr/bin/gunicorn';
const folder = join(import.meta.dirname, 'baseline');

interface BaselineSettings {
  databaseUrl: string;
  stripeUrl: string;
  stripeKey: string;
}

/** Makes the baseline's tables, in a schema of their own, and fills them with what Innkeep's say. */
export async function fillBaseline(client: pg.Client, databaseUrl: string): Promise<void> {
  await client.query('create schema baseline');
  const env = environment({ databaseUrl, stripeUrl: '', stripeKey: '' });
  await promisify(execFile)(PYTHON, ['-m', 'django', 'migrate'], { cwd: folder, env }).catch((error: unknown) => {
    throw new Error(
      'The baseline needs Debian’s packages: apt-get install python3-django python3-djangorestframework ' +
        'python3-psycopg2 python3-argon2 gunicorn',
      { cause: error },
    );
  });
  await client.query(await readFile(join(folder, 'fill.sql'), 'utf8'));
}

/** Serves the baseline by gunicorn. */
export function startBaseline(port: number, settings: BaselineSettings): Promise<Child> {
  const env = { ...environment(settings), PORT: String(port) };
  return startChild({ name: 'django', command: GUNICORN, args: ['wsgi'], cwd: folder, port, env });
}

function environment({ databaseUrl, stripeUrl, stripeKey }: BaselineSettings): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    STRIPE_URL: stripeUrl,
    STRIPE_SECRET_KEY: stripeKey,
    SECRET_KEY: 'of the bench alone',
    DJANGO_SETTINGS_MODULE: 'settings',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}
