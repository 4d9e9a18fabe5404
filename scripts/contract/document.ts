/** JSON as it is parsed. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** The object in this field; an empty one when there is none. */
export function objectAt(holder: JsonObject, name: string): JsonObject {
  const value = holder[name];
  return isObject(value) ? value : {};
}

/** The list in this field; an empty one when there is none. */
export function listAt(holder: JsonObject, name: string): Json[] {
  const value = holder[name];
  return Array.isArray(value) ? value : [];
}

/** The text in this field; empty when there is none. */
export function textAt(holder: JsonObject, name: string): string {
  const value = holder[name];
  return typeof value === 'string' ? value : '';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows the references of one document. */
export class Resolver {
  readonly #document: JsonObject;
  // Pairs that were compared: a schema that holds itself ends, and one that many operations share is told of once.
  readonly #seen = { input: new Map<JsonObject, Set<JsonObject>>(), answer: new Map<JsonObject, Set<JsonObject>>() };

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** What stands here or where its `$ref` leads. */
  resolved(node: Json | undefined): JsonObject {
    if (!isObject(node)) return {};
    const reference = node.$ref;
    if (typeof reference !== 'string') return node;
    let found: Json | undefined = this.#document;
    for (const part of reference.split('/').slice(1)) {
      found = isObject(found) ? found[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    return this.resolved(found);
  }

  /** The types that a value of this schema can have. */
  typesOf(schema: JsonObject): string[] {
    const { type } = schema;
    if (typeof type === 'string') return [type];
    if (Array.isArray(type)) return type.map(String);
    const options = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')];
    return [...new Set(options.flatMap((option) => this.typesOf(this.resolved(option))))];
  }

  /** Whether these two were compared already, as an input or as an answer; from now on they were. */
  seen(as: 'input' | 'answer', before: JsonObject, after: JsonObject): boolean {
    const others = this.#seen[as].get(before) ?? new Set();
    if (others.has(after)) return true;
    this.#seen[as].set(before, others.add(after));
    return false;
  }
}
