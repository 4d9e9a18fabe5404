import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receivers, startReceivers } from '../../local/receivers/index.ts';
import { fieldName } from '../../src/graphql/names.ts';
import { routes } from '../../src/routes.ts';
import { type Operation, operations } from '../contract/operations.ts';
import { ask } from '../graphql/ask.ts';
import { mutationOf } from '../graphql/mutation.ts';
import { fingerprint } from '../harness/fingerprint.ts';
import { type Harness, startHarness } from '../harness/index.ts';
import { createPerson } from '../harness/people.ts';
import { bodyFor, everybody, type Stage, setStage, valueFor } from './stage.ts';
import { mayWrite, refusedOtherwise } from './who-may.ts';

let h: Harness;
let receivers: Receivers;
let stage: Stage;
/** Tokens that open nothing, by what they are refused with. */
let refused: [code: string, token: string | undefined][];
let before: Record<string, string>;
beforeAll(async () => {
  receivers = await startReceivers();
  h = await startHarness({ vars: { TEST_ORIGINS: receivers.url } });
  stage = await setStage(h, receivers);
  const [signedOut, suspended] = [await createPerson(h), await createPerson(h)];
  await h.sql('update sessions set revoked_at = created_at where person_id = $1', [signedOut.id]);
  await h.sql('update people set suspended_at = created_at where id = $1', [suspended.id]);
  const { host } = stage.people;
  const key = await h.api('POST', '/v1/me/api-keys', {
    token: host.token,
    body: { name: 'Rates', scopes: ['profile:read'] },
  });
  refused = [
    ['unauthenticated', undefined],
    ['unauthenticated', `${host.token.slice(0, -6)}AAAAAA`],
    ['session-ended', signedOut.token],
    ['session-ended', suspended.token],
    ['scope-missing', key.body.key],
  ];
  await h.drainJobs();
  before = await fingerprint(h);
});
afterAll(async () => {
  await h.close();
  await receivers.close();
});

const writes = Object.keys(mayWrite).flatMap((id) => operations.filter((operation) => operation.id === id));
const each = writes.map((operation) => [operation.id, operation] as const);
const specs = new Map(routes.map(({ spec }) => [spec.operationId as string, spec]));

/** Does a write, by REST or by GraphQL, and says with which code it was refused. */
async function refusal(by: 'rest' | 'graphql', operation: Operation, token: string | undefined) {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const params = Object.fromEntries(inPath.map((parameter) => [parameter.name, valueFor(stage, parameter)]));
  const body = operation.body === undefined ? {} : { body: bodyFor(stage, operation.id) };
  const as = token === undefined ? {} : { token };
  if (by === 'rest') {
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
    const answer = await h.api(operation.method, path, { ...as, ...body, ...(operation.keyed ? {} : { key: null }) });
    return answer.status < 300 ? undefined : answer.body.code;
  }
  const spec = specs.get(operation.id);
  if (spec === undefined) throw new Error(`no route is called ${operation.id}`);
  const { query, variables } = mutationOf(fieldName(spec), { params, ...body, key: randomUUID() });
  return (await ask(h, query, { ...as, variables })).codes[0];
}

test('the table says of every write that asks who calls whom it is for', () => {
  const guarded = operations.filter((operation) => operation.method !== 'GET' && !operation.public);
  expect(writes.map(({ id }) => id).toSorted()).toEqual(guarded.map(({ id }) => id).toSorted());
});

describe('refuses whom it is not for, by REST and by GraphQL alike, and writes nothing', () => {
  test.each(each)('%s', async (id, operation) => {
    const role = specs.get(id)?.auth === 'person' ? undefined : 'forbidden';
    const others = everybody(stage).filter(([player]) => !mayWrite[id]?.includes(player));
    const callers = [
      ...refused,
      ...others.map(([, { token }]) => [role ?? refusedOtherwise[id] ?? 'not-found', token] as const),
    ];
    for (const by of ['rest', 'graphql'] as const) {
      const told = await Promise.all(callers.map(([, token]) => refusal(by, operation, token)));
      expect([by, ...told]).toEqual([by, ...callers.map(([code]) => code)]);
    }
  });

  test('nothing of it all was written', async () => {
    expect(await fingerprint(h)).toEqual(before);
  });
});

describe('is for who may, by GraphQL', () => {
  test.each(each)('%s', async (id, operation) => {
    const strange = [
      'unauthenticated',
      'session-ended',
      'scope-missing',
      'forbidden',
      'not-found',
      'graphql-invalid',
      'internal',
    ];
    for (const [player, { token }] of everybody(stage)) {
      if (!mayWrite[id]?.includes(player)) continue;
      await h.sql('update sessions set revoked_at = null');
      expect(strange).not.toContain(await refusal('graphql', operation, token));
    }
  });
});
