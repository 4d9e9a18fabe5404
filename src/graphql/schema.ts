import { getOpenApiMetadata } from '@asteasolutions/zod-to-openapi';
import type { OutputRef } from '@pothos/core';
import type { GraphQLSchema } from 'graphql';
import { Problem } from '../kernel/problem.ts';
import type { z } from '../kernel/zod.ts';
import { isIdempotentWrite, type Route } from '../platform/http/route.ts';
import {
  type Answer,
  type Builder,
  createBuilder,
  type Field,
  type FieldMap,
  type InputType,
  make,
  type Typing,
} from './builder.ts';
import { capital, fieldName, subFieldName } from './names.ts';
import type { Operations } from './operations.ts';
import { idFields, relations } from './relations.ts';
import { Types } from './types.ts';
import { byArguments, edgesOf, pick, plain, texts } from './values.ts';
import { itemOfPage, shapeOf } from './zod-shape.ts';

/** A schema, and the names of the fields that each run an operation of the contract. */
export interface Graph {
  schema: GraphQLSchema;
  operationFields: ReadonlySet<string>;
}

/**
 * The contract as a graph: each read is a field of Query and, where its path begins with that of a thing, one of the
 * thing's type; each write is a field of Mutation; ids lead to what they name. Nothing is described a second time.
 */
export function createGraph(routes: readonly Route[]): Graph {
  return new Graphing(routes).graph();
}

class Graphing {
  readonly #routes: readonly Route[];
  readonly #byId: ReadonlyMap<string, Route>;
  readonly #builder: Builder = createBuilder();
  readonly #types: Types;
  readonly #operationFields = new Set<string>(['node']);
  readonly #connections = new Map<z.ZodType, OutputRef>();
  // The type whose things have ids of this kind, and the operation that reads one.
  readonly #nodes = new Map<string, { type: string; route: Route }>();
  #pageInfo: OutputRef | undefined;

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
    this.#byId = new Map(routes.map((route) => [route.spec.operationId, route]));
    for (const route of routes) {
      const node = nodeReadBy(route);
      if (node !== undefined && !this.#nodes.has(node.kind)) this.#nodes.set(node.kind, { type: node.type, route });
    }
    this.#types = new Types(this.#builder, (type, fields) => ({
      isNode: [...this.#nodes.values()].some((node) => node.type === type),
      fields: () => ({ ...this.#relations(type, fields), ...this.#parts(type, fields) }),
    }));
  }

  graph(): Graph {
    const builder = this.#builder;
    builder.interfaceType('Node', {
      description: 'What `node` finds by its id. Ids are those of REST, each of one thing in all of the service.',
      fields: (t) => ({ id: t.field({ type: 'ID', nullable: false, resolve: ({ id }) => String(id) }) }),
      resolveType: ({ id }) => this.#nodes.get(kindOf(id))?.type,
    });
    const reads = this.#routes.filter(isRead);
    const writes = this.#routes.filter(({ spec }) => spec.method !== 'get');
    const named = (plan: (route: Route) => Field) => (route: Route) => [fieldName(route.spec), plan(route)] as const;
    for (const { spec } of reads) this.#operationFields.add(fieldName(spec));
    const queries = Object.fromEntries(reads.map(named((route) => this.#read(route))));
    const mutations = Object.fromEntries(writes.map(named((route) => this.#write(route))));
    builder.queryType({ fields: (t) => make(t, { node: this.#node(), ...queries }) });
    builder.mutationType({ fields: (t) => make(t, mutations) });
    return { schema: builder.toSchema(), operationFields: this.#operationFields };
  }

  #node(): Field {
    return {
      ...plainly('Node', 'What is a `Node` by its id; null for other things, and when you may see none of this id.'),
      args: { id: { ref: 'ID', list: false, nullable: false, description: undefined } },
      resolve: (_root, { id }, operations) => ifThere(operations, this.#nodes.get(kindOf(id))?.route, id),
    };
  }

  /** @param fixed the first path parameter, where a parent gives it */
  #read(route: Route, fixed?: (parent: Answer) => unknown): Field {
    const { spec } = route;
    const name = capital(fieldName(spec));
    const item = itemOfPage(spec.reply.schema);
    const [first, ...others] = Object.keys(spec.params?.shape ?? {});
    const open = fixed === undefined && first !== undefined ? [first, ...others] : others;
    const queries = Object.keys(spec.query?.shape ?? {});
    const given = (parent: Answer, args: Answer) => ({
      params: {
        ...(fixed === undefined || first === undefined ? {} : texts({ [first]: fixed(parent) })),
        ...texts(pick(args, open)),
      },
      query: texts(pick(args, queries)),
    });
    if (item === undefined) {
      return {
        ...(spec.reply.schema ? this.#types.answer(spec.reply.schema, name) : plainly('Boolean')),
        nullable: true,
        description: sentence(spec),
        args: this.#args(route, name, [...open, ...queries]),
        resolve: (parent, args, operations) => operations.read(route, given(parent, args)),
      };
    }
    const filters = queries.filter((query) => query !== 'cursor' && query !== 'limit');
    return {
      ...plainly(this.#connection(item, name), sentence(spec)),
      args: { ...this.#args(route, name, [...open, ...filters]), ...pageArgs },
      resolve: (parent, { first: limit, after: cursor, ...args }, operations) => {
        const { params, query } = given(parent, args);
        const asked = operations.read(route, { params, query: { ...query, ...texts({ limit, cursor }) } });
        return asked.catch((error: unknown) => {
          throw byArguments(error);
        });
      },
    };
  }

  #write(route: Route): Field {
    const { spec } = route;
    const name = capital(fieldName(spec));
    const [params, queries] = [Object.keys(spec.params?.shape ?? {}), Object.keys(spec.query?.shape ?? {})];
    const key = { ref: 'String' as const, list: false, nullable: false, description: KEY };
    return {
      ...(spec.reply.schema ? this.#types.answer(spec.reply.schema, `${name}Payload`) : plainly('Boolean')),
      nullable: true,
      description: sentence(spec),
      args: {
        ...this.#args(route, name, [...params, ...queries]),
        ...(spec.body ? { input: this.#types.input(spec.body, name) } : {}),
        ...(isIdempotentWrite(spec) ? { idempotencyKey: key } : {}),
      },
      resolve: (_root, args, operations) =>
        operations.write(route, {
          params: texts(pick(args, params)),
          query: texts(pick(args, queries)),
          ...(spec.body ? { body: plain(args.input) } : {}),
          ...(typeof args.idempotencyKey === 'string' ? { key: args.idempotencyKey } : {}),
        }),
    };
  }

  #args({ spec }: Route, name: string, names: readonly string[]): Record<string, Typing<InputType>> {
    const shape: Record<string, z.ZodType> = { ...spec.params?.shape, ...spec.query?.shape };
    return Object.fromEntries(
      names.flatMap((arg) => (shape[arg] ? [[arg, this.#types.input(shape[arg], name + capital(arg))]] : [])),
    );
  }

  // What an id in a thing leads to; under a name of its own where the thing tells something of it already.
  #relations(type: string, fields: readonly string[]): FieldMap {
    const byName = fields.flatMap((id) => {
      const field = id.replace(/Id$/, '');
      const operation = idFields[id];
      return operation ? [{ field: fields.includes(field) ? `public${capital(field)}` : field, operation, id }] : [];
    });
    const all = [...byName, ...relations.filter((relation) => relation.type === type)];
    return Object.fromEntries(
      all.flatMap(({ field, operation, id }) => {
        const route = this.#byId.get(operation);
        if (route === undefined) return [];
        this.#operationFields.add(field);
        const { ref } = this.#read(route);
        const described = plainly(ref, 'Null when it cannot be seen any more.');
        return [
          [field, { ...described, resolve: (parent, _args, operations) => ifThere(operations, route, parent[id]) }],
        ];
      }),
    );
  }

  // The reads whose path goes on from that of this thing.
  #parts(type: string, fields: readonly string[]): FieldMap {
    const own = this.#routes.filter((route) => nodeReadBy(route)?.type === type);
    return Object.fromEntries(
      own.flatMap(({ spec: { path } }) =>
        this.#routes
          .filter((route) => isRead(route) && route.spec.path.startsWith(`${path}/`))
          .filter(({ spec }) => !spec.path.slice(path.length).includes('{'))
          .map((route) => [subFieldName(route.spec.path.slice(path.length)), route] as const)
          .filter(([field]) => !fields.includes(field))
          .map(([field, route]) => {
            this.#operationFields.add(field);
            return [field, this.#read(route, ({ id }) => id)] as const;
          }),
      ),
    );
  }

  #connection(item: z.ZodType, name: string): OutputRef {
    const known = this.#connections.get(item);
    if (known !== undefined) return known;
    const { ref } = this.#types.answer(item, `${name}Item`);
    const type = typeof ref === 'string' ? name : ref.name;
    const always = { list: false, nullable: false, description: undefined };
    const edge = this.#builder.objectRef<Answer>(`${type}Edge`);
    edge.implement({
      fields: (t) =>
        make(t, {
          node: { ...always, ref, resolve: ({ node }) => node },
          cursor: { ...always, ref: 'String', resolve: ({ cursor }) => cursor },
        }),
    });
    const connection = this.#builder.objectRef<Answer>(`${type}Connection`);
    connection.implement({
      fields: (t) =>
        make(t, {
          nodes: { ...always, list: true, ref, resolve: ({ data }) => data },
          edges: { ...always, list: true, ref: edge, resolve: edgesOf },
          pageInfo: { ...always, ref: this.#pages(), resolve: (page) => page },
        }),
    });
    this.#connections.set(item, connection);
    return connection;
  }

  #pages(): OutputRef {
    if (this.#pageInfo !== undefined) return this.#pageInfo;
    const info = this.#builder.objectRef<Answer>('PageInfo');
    info.implement({
      fields: (t) =>
        make(t, {
          hasNextPage: { ...plainly('Boolean'), nullable: false, resolve: ({ nextCursor }) => nextCursor !== null },
          hasPreviousPage: { ...plainly('Boolean'), nullable: false, resolve: () => false },
          startCursor: { ...plainly('String'), resolve: (page) => edgesOf(page).at(0)?.cursor },
          endCursor: { ...plainly('String'), resolve: (page) => page.nextCursor ?? edgesOf(page).at(-1)?.cursor },
        }),
    });
    this.#pageInfo = info;
    return info;
  }
}

const KEY = 'Fresh for each intent, the same for each retry of it; the same as the header of REST.';
const pageArgs: Record<string, Typing<InputType>> = {
  first: { ...plainly('Int', 'At most 100; 20 when absent.') },
  after: { ...plainly('String', 'The cursor of an edge, or `endCursor`.') },
};

function plainly<Ref>(ref: Ref, description?: string): Typing<Ref> {
  return { ref, list: false, nullable: true, description };
}

function sentence({ summary, description }: Route['spec']): string {
  return description === undefined ? `${summary}.` : `${summary}. ${description}`;
}

function isRead({ spec }: Route): boolean {
  return spec.method === 'get' && spec.reply.schema !== undefined;
}

// What this operation reads by nothing but its id: the name of its type, and the kind of its ids.
function nodeReadBy(route: Route): { type: string; kind: string } | undefined {
  const { params, reply, path } = route.spec;
  const id = params?.shape.id;
  if (!isRead(route) || id === undefined || reply.schema === undefined || !path.endsWith('/{id}')) return undefined;
  const { pattern } = getOpenApiMetadata(id);
  const type = shapeOf(reply.schema, 'answer').name;
  return type && pattern ? { type, kind: kindOf(String(pattern).slice(1)) } : undefined;
}

// The prefix of a TypeID.
function kindOf(id: unknown): string {
  return String(id).split('_')[0] ?? '';
}

async function ifThere(operations: Operations, route: Route | undefined, id: unknown): Promise<unknown> {
  if (route === undefined || typeof id !== 'string') return null;
  try {
    return await operations.read(route, { params: { id }, query: {} });
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return null;
    throw error;
  }
}
