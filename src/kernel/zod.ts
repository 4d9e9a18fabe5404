import { getRefId, zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

export { z };

/** What a schema is made of. */
export type Def = z.core.$ZodTypes['_zod']['def'];

/** True because zod has no other kinds of types than these, and its classic API makes all of ours. */
export function defOf(schema: z.ZodType): Def {
  return (schema as z.ZodType & z.core.$ZodTypes)._zod.def;
}

/** The same of a part of one. */
export function asType(part: z.core.$ZodType): z.ZodType {
  return part as z.ZodType;
}

type Metadata = NonNullable<ReturnType<typeof zodToOpenAPIRegistry.get>>;

/**
 * Describes a schema for the contract: itself when nothing was said of it yet, else a copy, so that what is shared is named
 * or described before it is used. The generator's own method, which this stands in for, always makes a copy with a dozen
 * methods of its own: a sizeable part of what a Worker takes to start. What is said holds through `optional`,
 * `nullable`, `default` and pipes, as the generator looks into them, and is lost by what makes another copy (`min`,
 * `refine`): those come before.
 */
function describe<Schema extends z.ZodType>(this: Schema, nameOrMetadata: string | Metadata, more?: Metadata): Schema {
  const [name, metadata] =
    typeof nameOrMetadata === 'string' ? [nameOrMetadata, more] : [getRefId(this), nameOrMetadata];
  const known = zodToOpenAPIRegistry.get(this);
  const param = { ...known?.param, ...metadata?.param };
  const described = known === undefined ? this : this.clone();
  zodToOpenAPIRegistry.add(described, {
    ...known,
    ...metadata,
    ...(name !== undefined && { _internal: { refId: name } }),
    ...(Object.keys(param).length > 0 && { param }),
  });
  return described;
}

z.ZodType.prototype.openapi = describe;
