import { getRefId, zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

export { z };

type Metadata = NonNullable<ReturnType<typeof zodToOpenAPIRegistry.get>>;

/**
 * Describes a schema for the contract, on a copy. The generator's own method, which this stands in for, gives each copy a
 * dozen methods of its own: a sizeable part of what a Worker takes to start. What is said holds through `optional`,
 * `nullable`, `default` and pipes, as the generator looks into them, and is lost by what makes another copy (`min`,
 * `refine`): those come before.
 */
z.ZodType.prototype.openapi = function describe<Schema extends z.ZodType>(
  this: Schema,
  nameOrMetadata: string | Metadata,
  more?: Metadata,
): Schema {
  const [name, metadata] =
    typeof nameOrMetadata === 'string' ? [nameOrMetadata, more] : [getRefId(this), nameOrMetadata];
  const known = zodToOpenAPIRegistry.get(this);
  const param = { ...known?.param, ...metadata?.param };
  const copy = this.clone();
  zodToOpenAPIRegistry.add(copy, {
    ...known,
    ...metadata,
    ...(name !== undefined && { _internal: { refId: name } }),
    ...(Object.keys(param).length > 0 && { param }),
  });
  return copy;
};
