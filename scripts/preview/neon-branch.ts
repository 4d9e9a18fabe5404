import { z } from 'zod';

/**
 * `node scripts/preview/neon-branch.ts create|delete NAME`: a branch of the project `NEON_PROJECT_ID`, by `NEON_API_KEY`.
 * `create` starts anew when there is one of this name, and prints its pooled connection string.
 */
const API = 'https://console.neon.tech/api/v2';
const [, , action, name = ''] = process.argv;
const { NEON_API_KEY: key, NEON_PROJECT_ID: project } = process.env;
if (!key || !project || name === '') throw new Error('Set NEON_API_KEY and NEON_PROJECT_ID, and name the branch.');

const Branches = z.object({ branches: z.array(z.object({ id: z.string(), name: z.string() })) });
const Created = z.object({ branch: z.object({ id: z.string() }) });
const Databases = z.object({ databases: z.array(z.object({ name: z.string(), owner_name: z.string() })).min(1) });
const Uri = z.object({ uri: z.string() });

if (action === 'create') {
  await remove();
  const body = { branch: { name }, endpoints: [{ type: 'read_write' }] };
  const { branch } = Created.parse(await ask('POST', '/branches', body));
  const [database] = Databases.parse(await ask('GET', `/branches/${branch.id}/databases`)).databases;
  const query = new URLSearchParams({
    branch_id: branch.id,
    database_name: database?.name ?? '',
    role_name: database?.owner_name ?? '',
    pooled: 'true',
  });
  console.log(Uri.parse(await ask('GET', `/connection_uri?${query}`)).uri);
} else if (action === 'delete') {
  await remove();
} else {
  throw new Error('Say create or delete.');
}

async function remove(): Promise<void> {
  const { branches } = Branches.parse(await ask('GET', `/branches?search=${encodeURIComponent(name)}`));
  for (const branch of branches.filter((candidate) => candidate.name === name)) {
    await ask('DELETE', `/branches/${branch.id}`);
  }
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${API}/projects/${project}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`Neon answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  return response.json();
}
