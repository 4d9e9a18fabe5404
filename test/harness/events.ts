import contract from '../../openapi.json' with { type: 'json' };
import { type EventType, events, isEventType } from '../../src/kernel/events.ts';
import type { Harness } from './world.ts';

const schemas: Readonly<Record<string, { example?: unknown }>> = contract.components.schemas;
/** Of each type of event, what the id of its subject begins with in the contract's example. */
const subjects = new Map(
  Object.values(schemas).flatMap(({ example }) =>
    isEvent(example) ? [[example.type, prefixOf(example.subject)]] : [],
  ),
);
/** What else it may be: a reversal is unresolved as a payout is, and a refund that is none of ours goes by an id of Stripe's. */
const others: Readonly<Record<string, readonly string[]>> = {
  'payout.unresolved': ['rvs'],
  'refund.failed': ['pi', 're', 'pyr'],
};

/** What is wrong with the events of this world: each must be what the contract says of its type, whoever wrote it. */
export async function mistakenEvents(h: Pick<Harness, 'sql'>): Promise<string[]> {
  const told = await h.sql<{ type: string; data: unknown }>('select distinct type, data from events');
  const of = await h.sql<{ type: string; prefix: string; subject: string }>(
    `select type, split_part(subject, '_', 1) as prefix, min(subject) as subject from events group by 1, 2`,
  );
  return [
    ...told.flatMap(({ type, data }) =>
      isEventType(type) ? (mistakeOf(type, data) ?? []) : [`${type} is no type of event`],
    ),
    ...of
      .filter(({ type, prefix }) => ![subjects.get(type), ...(others[type] ?? [])].includes(prefix))
      .map(({ type, subject }) => `${type} is of ${subject}, and by the contract of ${subjects.get(type)}_…`),
  ];
}

/** What has happened to it, by type, in order. */
export async function eventsOf(h: Pick<Harness, 'sql'>, subject: string): Promise<string[]> {
  const found = await h.sql<{ type: string }>('select type from events where subject = $1 order by id', [subject]);
  return found.map(({ type }) => type);
}

function mistakeOf(type: EventType, data: unknown): string | undefined {
  const { error } = events[type].data.safeParse(data);
  return error && `${type}: ${error.message}`;
}

function isEvent(example: unknown): example is { type: string; subject: string } {
  return typeof example === 'object' && example !== null && 'subject' in example && 'timestamp' in example;
}

function prefixOf(id: string): string {
  return id.split('_')[0] ?? '';
}
