import { getOpenApiMetadata, getRefId } from '@asteasolutions/zod-to-openapi';
import { asType, type Def, defOf, type z } from '../../kernel/zod.ts';

/**
 * The named schemas that these are made of, each as it was declared. The generator would take the first use of a name
 * for its declaration, nullable or described for that one place as it may be.
 */
export function namedSchemas(roots: readonly z.ZodType[]): Map<string, z.ZodType> {
  const named = new Map<string, z.ZodType>();
  const seen = new Set<z.ZodType>();
  function visit(schema: z.ZodType): void {
    if (seen.has(schema)) return;
    seen.add(schema);
    const def = defOf(schema);
    for (const part of partsOf(def)) visit(asType(part));
    const name = getRefId(schema);
    // A wrapper inherits the name of what it wraps.
    if (name !== undefined && !('innerType' in def)) {
      const known = named.get(name);
      if (known === undefined || wordsOf(schema) < wordsOf(known)) named.set(name, schema);
    }
  }
  for (const root of roots) visit(root);
  return named;
}

function partsOf(def: Def): readonly z.core.$ZodType[] {
  switch (def.type) {
    case 'object':
      return Object.values(def.shape);
    case 'array':
      return [def.element];
    case 'union':
      return def.options;
    case 'tuple':
      return def.items;
    case 'record':
      return [def.valueType];
    case 'pipe':
      return [def.in, def.out];
    case 'intersection':
      return [def.left, def.right];
    default:
      return 'innerType' in def ? [def.innerType] : [];
  }
}

// A use adds words to its declaration.
function wordsOf(schema: z.ZodType): number {
  return JSON.stringify(getOpenApiMetadata(schema)).length;
}
