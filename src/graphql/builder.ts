import SchemaBuilder, { type InputRef, type InputRefShape, type OutputRef, type OutputRefShape } from '@pothos/core';
import { GraphQLError } from 'graphql';
import type { Operations } from './operations.ts';
import type { ScalarName } from './zod-shape.ts';

type Text = { Input: string; Output: unknown };
interface Types {
  Context: Operations;
  Scalars: {
    Date: Text;
    DateTime: Text;
    SafeInt: { Input: number; Output: unknown };
    JSON: { Input: unknown; Output: unknown };
  };
  Interfaces: { Node: Answer };
  Root: Answer;
}
type Extended = PothosSchemaTypes.ExtendDefaultTypes<Types>;

export type Builder = PothosSchemaTypes.SchemaBuilder<Extended>;
/** An object of an answer, or the arguments of a field. */
export type Answer = Readonly<Record<string, unknown>>;
export type AnswerType = OutputRef | 'Node' | ScalarName;
export type InputType = InputRef | ScalarName;

/** A type as a field or an argument names it. */
export interface Typing<Ref> {
  ref: Ref;
  list: boolean;
  nullable: boolean;
  description: string | undefined;
}

/** A field before it is made: its type, its arguments, and where its value comes from. */
export interface Field extends Typing<AnswerType> {
  args?: Readonly<Record<string, Typing<InputType>>>;
  resolve(parent: Answer, args: Answer, operations: Operations): unknown;
}
export type FieldMap = Readonly<Record<string, Field>>;

interface Maker<Made> {
  field(options: {
    type: AnswerType | OutputRefShape<unknown>;
    nullable: boolean;
    description?: string;
    args: Record<string, PothosSchemaTypes.ArgumentRef<Extended, unknown>>;
    resolve: Field['resolve'];
  }): Made;
  listRef(type: AnswerType): OutputRefShape<unknown>;
  arg: InputMaker<PothosSchemaTypes.ArgumentRef<Extended, unknown>>;
}

/** Makes the fields of a type. */
export function make<Made>(t: Maker<Made>, fields: FieldMap): Record<string, Made> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { ref, list, nullable, description, args = {}, resolve }]) => {
      const type = list ? t.listRef(ref) : ref;
      const options = { type, nullable, args: inputs(t.arg, args), resolve, ...(description && { description }) };
      return [name, t.field(options)];
    }),
  );
}

interface InputMaker<Made> {
  (options: { type: InputType | InputRefShape<unknown>; required: boolean; description?: string }): Made;
  listRef(type: InputType): InputRefShape<unknown>;
}

/** Makes the fields of an input, or the arguments of a field. */
export function inputs<Made>(
  t: InputMaker<Made>,
  typings: Readonly<Record<string, Typing<InputType>>>,
): Record<string, Made> {
  return Object.fromEntries(
    Object.entries(typings).map(([name, { ref, list, nullable, description }]) => [
      name,
      t({ type: list ? t.listRef(ref) : ref, required: !nullable, ...(description && { description }) }),
    ]),
  );
}

/** A builder that knows the scalars. */
export function createBuilder(): Builder {
  const builder = new SchemaBuilder<Types>({});
  const text = (name: 'Date' | 'DateTime', description: string) =>
    builder.scalarType(name, { description, serialize: (value) => value, parseValue: textOf });
  text('Date', 'A plain date, `YYYY-MM-DD`, in the time zone of the listing that it is about.');
  text('DateTime', 'An instant, RFC 3339 in UTC.');
  builder.scalarType('SafeInt', {
    description: 'An integer that may be beyond 32 bits: amounts in the minor unit of their currency.',
    serialize: (value) => value,
    parseValue(value) {
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw new GraphQLError('This is not an integer.');
    },
  });
  builder.scalarType('JSON', { description: 'Any JSON value.', serialize: (value) => value });
  return builder;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('This is not text.');
}
