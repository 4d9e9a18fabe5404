import type { InputRef, OutputRef } from '@pothos/core';
import type { z } from '../kernel/zod.ts';
import {
  type Answer,
  type AnswerType,
  type Builder,
  type FieldMap,
  type InputType,
  inputs,
  make,
  type Typing,
} from './builder.ts';
import { capital } from './names.ts';
import { type Shape, shapeOf } from './zod-shape.ts';

/** What an object type has beside the fields of its schema. */
interface Extension {
  isNode: boolean;
  fields(): FieldMap;
}
type Extend = (type: string, fields: readonly string[]) => Extension;

type Object_ = Extract<Shape, { kind: 'object' }>;
type Enum = Extract<Shape, { kind: 'enum' }>;

/** Makes the GraphQL type of each schema once, answers and inputs apart. */
export class Types {
  readonly #builder: Builder;
  readonly #extend: Extend;
  readonly #taken = new Set<string>();
  readonly #answers = new Map<z.ZodType, OutputRef>();
  readonly #inputs = new Map<z.ZodType, InputRef>();
  readonly #enums = new Map<string, OutputRef & InputRef>();

  constructor(builder: Builder, extend: Extend) {
    this.#builder = builder;
    this.#extend = extend;
  }

  /** The type of a part of an answer. @param name what it is called unless its schema has a name */
  answer(schema: z.ZodType, name: string): Typing<AnswerType> {
    const shape = shapeOf(schema, 'answer');
    if (shape.kind === 'list') return listOf(shape, this.answer(shape.element, name));
    if (shape.kind === 'scalar') return typing(shape, shape.scalar);
    return typing(shape, shape.kind === 'enum' ? this.#enum(shape, name) : this.#answer(shape, name));
  }

  /** The type of a part of an input. */
  input(schema: z.ZodType, name: string): Typing<InputType> {
    const shape = shapeOf(schema, 'input');
    if (shape.kind === 'list') return listOf(shape, this.input(shape.element, name));
    if (shape.kind === 'scalar') return typing(shape, shape.scalar);
    return typing(shape, shape.kind === 'enum' ? this.#enum(shape, name) : this.#input(shape, name));
  }

  #answer(shape: Object_, name: string): OutputRef {
    const known = this.#answers.get(shape.schema);
    if (known !== undefined) return known;
    const type = this.#free(shape.name ?? name);
    const ref = this.#builder.objectRef<Answer>(type);
    this.#answers.set(shape.schema, ref);
    const extension = this.#extend(type, Object.keys(shape.fields));
    ref.implement({
      ...described(shape),
      ...(extension.isNode ? { interfaces: ['Node'] } : {}),
      fields: (t) => make(t, { ...this.#ownFields(shape, type), ...extension.fields() }),
    });
    return ref;
  }

  #ownFields(shape: Object_, type: string): FieldMap {
    return Object.fromEntries(
      Object.entries(shape.fields).map(([field, part]) => {
        const typed = this.answer(part, type + capital(field));
        const isId = typed.ref === 'String' && /^id$|Id$/.test(field);
        return [field, { ...typed, ...(isId ? { ref: 'ID' as const } : {}), resolve: (parent) => parent[field] }];
      }),
    );
  }

  #input(shape: Object_, name: string): InputRef {
    const known = this.#inputs.get(shape.schema);
    if (known !== undefined) return known;
    const type = this.#free(`${shape.name ?? name}Input`);
    const ref = this.#builder.inputType(type, {
      ...described(shape),
      fields: (t) => {
        const field = Object.assign((options: Parameters<typeof t.field>[0]) => t.field(options), {
          listRef: t.listRef,
        });
        return inputs(field, this.#inputFields(shape, type.replace(/Input$/, '')));
      },
    });
    this.#inputs.set(shape.schema, ref);
    return ref;
  }

  #inputFields(shape: Object_, type: string): Record<string, Typing<InputType>> {
    return Object.fromEntries(
      Object.entries(shape.fields).map(([field, part]) => [field, this.input(part, type + capital(field))]),
    );
  }

  // Where the same values are told of in several places, they are one type, called after the first.
  #enum(shape: Enum, name: string): (OutputRef & InputRef) | 'String' {
    const values = shape.values.map((value) => [value.replaceAll(/\W/g, '_'), value] as const);
    if (values.some(([word]) => !/^[A-Za-z_][A-Za-z_0-9]*$/.test(word))) return 'String';
    const key = shape.values.join(' ');
    const known = this.#enums.get(key);
    if (known !== undefined) return known;
    const entries = Object.fromEntries(values.map(([word, value]) => [word, { value }]));
    const ref = this.#builder.enumType(this.#free(shape.name ?? name), { ...described(shape), values: entries });
    this.#enums.set(key, ref);
    return ref;
  }

  // Two schemas may be called alike: the second gets a number.
  #free(name: string): string {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name}${number}`;
      if (this.#taken.has(candidate)) continue;
      this.#taken.add(candidate);
      return candidate;
    }
  }
}

function typing<Ref>({ nullable, description }: Shape, ref: Ref): Typing<Ref> {
  return { ref, list: false, nullable, description };
}

// GraphQL's lists of lists are none of ours: they are JSON.
function listOf<Ref>(shape: Shape, element: Typing<Ref | 'JSON'>): Typing<Ref | 'JSON'> {
  if (element.list) return typing(shape, 'JSON');
  return { ...typing(shape, element.ref), list: true };
}

function described({ description }: Shape): { description?: string } {
  return description === undefined ? {} : { description };
}
