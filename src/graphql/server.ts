import {
  type DocumentNode,
  execute,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { createHandler } from 'graphql-http';
import type { Context } from 'hono';
import { Problem } from '../kernel/problem.ts';
import { callOf, revisionOf } from '../platform/http/handle.ts';
import { readText } from '../platform/http/input.ts';
import { checkJsonSize } from '../platform/http/json-size.ts';
import { askLimit, type Call, type Edge } from '../platform/http/perform.ts';
import { asProblem, problemBody, problemResponse } from '../platform/http/problem-response.ts';
import type { Route } from '../platform/http/route.ts';
import { checkLength, checkLimits, limits } from './limits.ts';
import { createOperations } from './operations.ts';
import { findDocument, hashIn, keepDocument, withDocument } from './persisted.ts';
import { createGraph, type Graph } from './schema.ts';

/** The graph of an isolate, and what is known of the documents it was asked. */
export interface Served {
  graph: Graph;
  /** Good documents, so that the same one is not parsed and validated again. */
  documents: Map<string, DocumentNode>;
  /** Whether the schema may be asked for. */
  development: boolean;
}

const DOCUMENTS_KEPT = 200;
const MAX_ERRORS = 20;

/** What is served of these routes, before any document is known. */
export function serve(routes: readonly Route[], development: boolean): Served {
  return { graph: createGraph(routes), documents: new Map(), development };
}

/** Answers a request to `/graphql`, by GraphQL over HTTP. */
export async function answer(c: Context, edge: Edge, served: Served): Promise<Response> {
  const started = performance.now();
  const call = await callOf(c, edge);
  const { requestId, log } = call;
  const response = await answered(c, edge, served, call).catch((error: unknown) =>
    problemResponse(asProblem(error, log), requestId),
  );
  for (const [name, value] of Object.entries(await call.admission.headers())) response.headers.set(name, value);
  const ms = Math.round(performance.now() - started);
  response.headers.set('cache-control', 'no-store');
  response.headers.set('server-timing', `db;desc="${call.meter.trips}", total;dur=${ms}`);
  response.headers.set('x-request-id', requestId);
  log.info('graphql', { status: response.status, ms, ...call.meter });
  return response;
}

async function answered(c: Context, edge: Edge, served: Served, call: Call): Promise<Response> {
  const { cache } = edge.runtime.services;
  const { schema } = served.graph;
  let isKept = false;
  let hasWritten = false;
  const onWritten = () => {
    hasWritten = true;
  };
  const handler = createHandler({
    schema,
    async onSubscribe(_request, { query, variables, operationName, extensions }) {
      try {
        // To find out whether a document is good costs more than to answer many a good one.
        if (!served.documents.has(query)) await askLimit(edge, call, 'read', call.address).admitted();
        const document = goodDocument(served, query, variables ?? {});
        if (!('kind' in document)) return document;
        const hash = hashIn(extensions);
        // Documents are kept for everybody, so that nobody may fill the cache with them.
        const admit = () => askLimit(edge, call, 'write', call.address).admitted();
        if (hash !== undefined && !isKept) await keepDocument(cache, hash, query, admit);
        return { schema, document, variableValues: variables ?? null, operationName: operationName ?? null };
      } catch (error) {
        return [error instanceof GraphQLError ? error : new GraphQLError('Refused', { originalError: asError(error) })];
      }
    },
    execute: (args) =>
      execute({ ...args, contextValue: createOperations(edge, call, onWritten), hideSuggestions: !served.development }),
    formatError: (error) => told(error, call),
  });
  const { method, headers } = c.req.raw;
  const text = method === 'POST' ? await readText(c.req.raw) : '';
  checkJsonSize(method === 'POST' ? text : (c.req.query('variables') ?? ''));
  try {
    const { url, body } = await withDocument({ url: c.req.raw.url, body: text }, async (hash) => {
      const document = await findDocument(cache, hash);
      isKept = true;
      return document;
    });
    const [answer, init] = await handler({ method, url, headers, body, raw: undefined, context: undefined });
    const response = refusalOf(init.status, call) ?? new Response(answer, init);
    for (const [name, value] of Object.entries(init.headers ?? {})) {
      if (name !== 'content-type') response.headers.set(name, value);
    }
    if (hasWritten) response.headers.set('innkeep-revision', await revisionOf(edge));
    return response;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return Response.json({ errors: [told(error, call)] });
  }
}

// The handler says nothing of these requests, or nothing that a program could go by.
function refusalOf(status: number, { requestId }: Call): Response | undefined {
  switch (status) {
    case 405:
      return problemResponse(
        new Problem('method-not-allowed', { detail: 'Send a POST; GET is for reads.' }),
        requestId,
      );
    case 415: {
      const detail = 'Send JSON, and say so: Content-Type: application/json.';
      return problemResponse(new Problem('unsupported-media-type', { detail }), requestId);
    }
    default:
      return undefined;
  }
}

/** The document once it has been found good; else what is wrong with it. Throws for one that is too large. */
function goodDocument(
  { graph, documents, development }: Served,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): DocumentNode | readonly GraphQLError[] {
  checkLength(query);
  const known = documents.get(query);
  const document = known ?? parse(query, { maxTokens: limits.tokens, noLocation: true });
  // Its cost depends on the variables, so that it is counted each time.
  checkLimits(document, variables, graph.operationFields, development);
  if (known !== undefined) return known;
  const rules = development ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const errors = validate(graph.schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: !development });
  if (errors.length > 0) return errors;
  if (documents.size >= DOCUMENTS_KEPT) documents.clear();
  documents.set(query, document);
  return document;
}

/** An error as the caller is told it: a problem as REST tells it, in `extensions`; a mistake of the document as it is. */
function told(error: Readonly<GraphQLError | Error>, { log, requestId }: Call): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : undefined;
  const cause = graphqlError ? graphqlError.originalError : error;
  const place = { nodes: graphqlError?.nodes ?? null, path: graphqlError?.path ?? null };
  if (graphqlError && (cause === undefined || cause instanceof GraphQLError)) {
    return new GraphQLError(graphqlError.message, {
      ...place,
      extensions: { code: 'graphql-invalid', ...graphqlError.extensions, requestId },
    });
  }
  // Of the request itself, before there is a document.
  if (graphqlError === undefined)
    return new GraphQLError(error.message, { extensions: { code: 'graphql-invalid', requestId } });
  const problem = asProblem(cause, log);
  const { type, ...extensions } = problemBody(problem, requestId);
  return new GraphQLError(extensions.title, {
    ...place,
    extensions: { ...extensions, retryAfter: problem.details.retryAfter },
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
