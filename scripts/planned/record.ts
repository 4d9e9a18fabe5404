import type { CompiledQuery } from 'kysely';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import { pgSend } from '../../src/platform/db/pg.ts';
import { createListing } from '../../test/harness/listings.ts';
import { createPerson, tokenFor } from '../../test/harness/people.ts';
import { createPlatform } from '../../test/harness/platform.ts';
import type { Harness } from '../../test/harness/world.ts';

/**
 * Plays what is asked for most, and resolves with the statements in it that PostgreSQL plans for longer than they run,
 * by their texts, with the operation that sent each first. Throws where an answer is not what it should be.
 */
export async function recordHotStatements(h: Harness): Promise<Map<string, string>> {
  const hot = new Map<string, string>();
  let operation = '';
  const record = ({ sql }: CompiledQuery) => {
    if (isSlowToPlan(sql) && !hot.has(sql)) hot.set(sql, operation);
  };
  const database = pgSend(parseConfig(h.vars).database.url);
  const { runtime, execution, settled } = createPlatform(h, (queries) => {
    queries.forEach(record);
    return database.send(queries);
  });
  const app = createApp(runtime);

  const [host, guest] = await Promise.all([createPerson(h), createPerson(h)]);
  const [instant, requested] = await Promise.all([
    createListing(h, host),
    createListing(h, host, { instant_booking: false }),
  ]);
  const stay = { checkIn: '2027-06-03', checkOut: '2027-06-05', party: { adults: 2 } };
  await ask('get_listing', `/v1/listings/${instant}`);
  await ask('get_calendar', `/v1/listings/${instant}/calendar?from=2027-06-01&to=2027-07-01`);
  for (const listing of [instant, requested]) {
    const quoted = await ask('create_quote', `/v1/listings/${listing}/quotes`, stay);
    await ask('create_booking', '/v1/bookings', { quote: quoted.token });
  }
  await database.close();
  return hot;

  async function ask(name: string, path: string, body?: object) {
    operation = name;
    const answer = await app.fetch(
      new Request(new URL(path, h.url), {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          authorization: `Bearer ${await tokenFor(h, guest)}`,
          ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
        },
      }),
      {},
      execution,
    );
    await settled();
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

// A change of one table is planned in no time, and so is the call of a function. A list's text differs with its length.
function isSlowToPlan(text: string): boolean {
  const isChange = /^\s*(insert|update|delete|with changed)\b/.test(text);
  const isCall = /^select (\* from )?\w+\([^()]*\)( as \w+)?$/.test(text);
  return !isChange && !isCall && !/ in \(\$/.test(text);
}
