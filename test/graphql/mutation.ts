import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import { isRecord } from '../contract/operations.ts';

export const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

/** A write of REST as a mutation: its document, and its variables. */
export function mutationOf(
  name: string,
  given: { params: object; body?: unknown; key: string },
): { query: string; variables: object } {
  const field = schema.getMutationType()?.getFields()[name];
  if (field === undefined) throw new Error(`the graph lacks ${name}`);
  const values: Record<string, unknown> = { ...given.params, input: given.body, idempotencyKey: given.key };
  const args = field.args.filter((arg) => values[arg.name] !== undefined);
  const around = (text: string) => (text === '' ? '' : `(${text})`);
  const declared = around(args.map((arg) => `$${arg.name}: ${arg.type}`).join(', '));
  const passed = around(args.map((arg) => `${arg.name}: $${arg.name}`).join(', '));
  const selection = isObjectType(getNamedType(field.type)) ? '{ __typename }' : '';
  return {
    query: `mutation ${declared} { ${name}${passed} ${selection} }`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, asInput(values[arg.name], arg.type)])),
  };
}

// GraphQL's enums are words, with an underscore where REST's values have something else.
function asInput(value: unknown, type: GraphQLInputType): unknown {
  const plain = getNullableType(type);
  if (isListType(plain) && Array.isArray(value)) return value.map((part) => asInput(part, plain.ofType));
  if (isEnumType(plain) && typeof value === 'string') return value.replaceAll(/\W/g, '_');
  if (!isInputObjectType(plain) || !isRecord(value)) return value;
  const fields = plain.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, fields[name] ? asInput(part, fields[name].type) : part]),
  );
}
