import type { StandInRequest, StandInResponse } from '../faults.ts';
import { matches, page } from './filter.ts';
import type { SigningKeys } from './keys.ts';
import { RequestError } from './message.ts';
import { renderPage } from './page.ts';
import { createSchedule, type Publisher, publishBatch, publishOne } from './publish.ts';
import { nextRun } from './schedule.ts';
import type { DeadLetter, Store } from './store.ts';
import { viewDeadLetter, viewLogEntry, viewMessage, viewSchedule } from './views.ts';

type Service = Publisher & { keys: SigningKeys; token: string };

/** What a request comes to: 200 without `status`, an empty body without `json`. */
type Result = { status?: number; json?: unknown };

/** QStash's REST API, version 2, and at `/` a page for developers. Source: https://upstash.com/docs/qstash/api-refence */
export function createHandler(service: Service): (request: StandInRequest) => Promise<StandInResponse> {
  return async (request) => {
    if (request.path === '/' && request.method === 'GET') {
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: renderPage(service.store) };
    }
    try {
      if (request.headers.authorization !== `Bearer ${service.token}`) throw new RequestError(401, 'invalid token');
      const { status = 200, json } = route(service, request);
      return answer(status, json);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return answer(error.status, { error: error.message });
    }
  };
}

function answer(status: number, json: unknown): StandInResponse {
  if (json === undefined) return { status, body: '' };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}

function route(service: Service, request: StandInRequest): Result {
  const { store, keys } = service;
  const [, version, resource, ...rest] = request.path.split('/');
  const [id, verb] = rest;
  if (version !== 'v2') throw notFound(request);

  switch (`${request.method} ${resource}`) {
    case 'POST publish':
      return publishOne(service, request, rest, undefined);
    case 'POST enqueue':
      return publishOne(service, request, rest.slice(1), id);
    case 'POST batch':
      return { json: publishBatch(service, request.body) };

    case 'GET messages': {
      const pending = store.pending.get(id ?? '');
      if (pending === undefined) throw new RequestError(404, `message ${id} not found`);
      return { json: viewMessage(pending.message) };
    }
    case 'DELETE messages':
      return { json: { cancelled: cancel(store, request.query, id) } };

    case 'GET dlq':
      return { json: id === undefined ? listDeadLetters(store, request.query) : viewDeadLetter(deadLetter(store, id)) };
    case 'DELETE dlq': {
      const { items, cursor } = selectDeadLetters(store, request.query, id);
      for (const { dlqId } of items) store.dlq.delete(dlqId);
      return { json: { deleted: items.length, cursor } };
    }
    case 'POST dlq': {
      if (id !== 'retry') throw notFound(request);
      const { items, cursor } = selectDeadLetters(store, request.query, verb);
      return { status: 201, json: { cursor, responses: items.map(({ dlqId }) => store.revive(dlqId)) } };
    }

    case 'POST schedules':
      return { status: 201, json: createSchedule(service, request, rest) };
    case 'GET schedules':
      return {
        json: id === undefined ? [...store.schedules.values()].map(viewSchedule) : viewSchedule(scheduleOf(store, id)),
      };
    case 'DELETE schedules':
      store.schedules.delete(scheduleOf(store, id).scheduleId);
      return {};
    case 'PATCH schedules': {
      const found = scheduleOf(store, id);
      if (verb !== 'pause' && verb !== 'resume') throw notFound(request);
      if (verb === 'resume' && found.isPaused) found.nextAt = nextRun(found.cron, service.clock());
      found.isPaused = verb === 'pause';
      return {};
    }

    case 'GET logs':
      return { json: listLogs(store, request.query, 'logs') };
    case 'GET events':
      return { json: listLogs(store, request.query, 'events') };

    case 'GET keys':
      return { json: keys.both() };
    case 'POST keys':
      if (id !== 'rotate') throw notFound(request);
      return { json: keys.rotate() };

    default:
      throw notFound(request);
  }
}

function cancel(store: Store, query: URLSearchParams, id: string | undefined): number {
  if (id !== undefined) {
    if (!store.cancel(id)) throw new RequestError(404, `message ${id} not found`);
    return 1;
  }
  const named = query.getAll('messageIds');
  const chosen =
    named.length > 0
      ? named
      : [...store.pending.values()]
          .filter(({ message }) => matches(query, viewMessage(message), message.createdAt))
          .map(({ message }) => message.messageId);
  return chosen.filter((messageId) => store.cancel(messageId)).length;
}

function deadLetter(store: Store, dlqId: string): DeadLetter {
  const letter = store.dlq.get(dlqId);
  if (letter === undefined) throw new RequestError(404, `message ${dlqId} not found in the DLQ`);
  return letter;
}

function listDeadLetters(store: Store, query: URLSearchParams) {
  const { items, cursor } = selectDeadLetters(store, query, undefined);
  return { messages: items.map(viewDeadLetter), cursor };
}

function selectDeadLetters(store: Store, query: URLSearchParams, id: string | undefined) {
  const named = id === undefined ? query.getAll('dlqIds') : [id];
  if (named.length > 0) return { items: named.map((dlqId) => deadLetter(store, dlqId)), cursor: undefined };
  const chosen = [...store.dlq.values()].filter((letter) => matches(query, viewDeadLetter(letter), letter.failedAt));
  return page(query, chosen, ({ dlqId }) => dlqId);
}

function scheduleOf(store: Store, id: string | undefined) {
  const found = store.schedules.get(id ?? '');
  if (found === undefined) throw new RequestError(404, `schedule ${id} not found`);
  return found;
}

/** Newest first. */
function listLogs(store: Store, query: URLSearchParams, name: 'logs' | 'events') {
  const named = query.getAll('messageIds');
  const chosen = store.logs.toReversed().filter((entry) => {
    if (named.length > 0 && !named.includes(entry.message.messageId)) return false;
    return matches(query, viewLogEntry(entry), entry.time);
  });
  const { items, cursor } = page(query, chosen, ({ id }) => id);
  return { [name]: items.map(viewLogEntry), cursor };
}

function notFound({ method, path }: StandInRequest): RequestError {
  return new RequestError(404, `${method} ${path} is not available in the local QStash`);
}
