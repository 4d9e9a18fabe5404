/**
 * Mends, in place, what the generator makes of null and of references: a nullable reference and a nullable literal
 * refuse null, and a described reference becomes `allOf`, which clients read as a type of its own.
 */
export function mendReferences(node: unknown): void {
  if (!isObject(node)) return;
  if (Array.isArray(node.allOf)) mendReference(node, node.allOf);
  if (Array.isArray(node.enum) && Array.isArray(node.type) && node.type.includes('null') && !node.enum.includes(null)) {
    node.enum.push(null);
  }
  for (const part of Object.values(node)) mendReferences(part);
}

function mendReference(node: Record<string, unknown>, [reference, more]: unknown[]): void {
  if (!isObject(reference) || !('$ref' in reference) || !isObject(more) || 'properties' in more) return;
  const { type, ...rest } = more;
  const nullable = Array.isArray(type) && type.includes('null');
  delete node.allOf;
  Object.assign(node, nullable ? { anyOf: [reference, { type: 'null' }] } : reference, rest);
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}
