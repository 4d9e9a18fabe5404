import { readFile } from 'node:fs/promises';

/** What a command that writes to the database beside the service needs. */
type DatabaseSettings = { databaseUrl: string; locationSecret: string };

/**
 * `DATABASE_URL` and `LOCATION_SECRET` of the environment; where neither is set, those of the stack that runs on this
 * machine. Throws an Error that says what to do when there is neither.
 */
export async function databaseSettings(): Promise<DatabaseSettings> {
  const { DATABASE_URL: databaseUrl, LOCATION_SECRET: locationSecret } = process.env;
  if (databaseUrl && locationSecret) return { databaseUrl, locationSecret };
  if (databaseUrl || locationSecret) {
    throw new Error('Set DATABASE_URL and LOCATION_SECRET together: the shown place of a listing follows from both.');
  }
  try {
    const [stack, secrets] = await Promise.all(
      ['stack.json', 'secrets.json'].map(async (file) => JSON.parse(await readFile(`.innkeep/${file}`, 'utf8'))),
    );
    return { databaseUrl: String(stack.databaseUrl), locationSecret: String(secrets.LOCATION_SECRET) };
  } catch {
    throw new Error('Start the stack first (npm run dev), or set DATABASE_URL and LOCATION_SECRET.');
  }
}
