/**
 * Mends, in place, what the generator says of null: it writes a nullable reference as `allOf` of the reference and a
 * type with null, and a nullable literal as an `enum` without null, and both refuse null.
 */
export function mendNulls(node: unknown): void {
  if (!isObject(node)) return;
  if (Array.isArray(node.allOf)) mendReference(node, node.allOf);
  if (Array.isArray(node.enum) && Array.isArray(node.type) && node.type.includes('null') && !node.enum.includes(null)) {
    node.enum.push(null);
  }
  for (const part of Object.values(node)) mendNulls(part);
}

function mendReference(node: Record<string, unknown>, [reference, more]: unknown[]): void {
  if (!isObject(reference) || !('$ref' in reference)) return;
  if (!isObject(more) || !Array.isArray(more.type) || !more.type.includes('null')) return;
  const { type, ...rest } = more;
  delete node.allOf;
  Object.assign(node, { anyOf: [reference, { type: 'null' }], ...rest });
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}
