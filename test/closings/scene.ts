import { openAccount, PASSWORD } from '../accounts/account.ts';
import type { Answer } from '../harness/api.ts';
import type { Harness } from '../harness/index.ts';
import { type Person, tokenFor } from '../harness/people.ts';

/** Gives people the password of an account that was opened over HTTP. */
export async function givePassword(h: Harness, ...people: readonly Pick<Person, 'id'>[]): Promise<void> {
  const [known] = await h.sql<{ password_hash: string }>(
    `select password_hash from people where password_hash like '$argon2%' limit 1`,
  );
  const hash = known?.password_hash ?? (await hashOf(h));
  await h.sql('update people set password_hash = $1 where id = any($2)', [hash, people.map(({ id }) => id)]);
}

/** Closes a person's account; the answer may be a refusal. */
export async function close(h: Harness, person: Person): Promise<Answer> {
  return h.api('POST', '/v1/me/close', {
    token: await tokenFor(h, person),
    key: null,
    body: { currentPassword: PASSWORD },
  });
}

/** The same with a password that the person is given, to good effect. */
export async function leave(h: Harness, person: Person): Promise<void> {
  await givePassword(h, person);
  const answer = await close(h, person);
  if (answer.status !== 204) throw new Error(`not closed: ${answer.text}`);
}

/** What stands in the way of closing a person's account: each code with what it is about. */
export async function openOf(h: Harness, person: Person): Promise<[code: string, subject: string][]> {
  await givePassword(h, person);
  const { status, body, text } = await close(h, person);
  if (status !== 409 || body.code !== 'account-in-use') throw new Error(`not refused: ${text}`);
  return body.errors.map(({ code, subject }: { code: string; subject: string }) => [code, subject]);
}

/** The columns of any table that hold this text, whole or as a part. */
export async function traces(h: Harness, text: string): Promise<string[]> {
  const columns = await h.sql<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name, column_name`,
  );
  const found = [];
  for (const { table_name: table, column_name: column } of columns) {
    const rows = await h.sql(`select from "${table}" where "${column}"::text ilike '%' || $1 || '%' limit 1`, [text]);
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

async function hashOf(h: Harness): Promise<string> {
  const { email } = await openAccount(h);
  const [row] = await h.sql<{ password_hash: string }>('select password_hash from people where email = $1', [email]);
  return row?.password_hash ?? '';
}
