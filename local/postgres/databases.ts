import pg from 'pg';

/**
 * Creates a database on the server at `serverUrl` (any database of it, opened as a superuser), from `template` in about 50 ms.
 * Nobody may be connected to the template meanwhile.
 */
export async function createDatabase(
  serverUrl: string,
  name: string,
  options: { template?: string } = {},
): Promise<void> {
  const from = options.template ? ` template ${pg.escapeIdentifier(options.template)} strategy file_copy` : '';
  await execute(serverUrl, `create database ${pg.escapeIdentifier(name)}${from}`);
}

/** Drops a database, cutting off whoever is connected to it. Without effect when there is none of that name. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await execute(serverUrl, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
}

async function execute(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
