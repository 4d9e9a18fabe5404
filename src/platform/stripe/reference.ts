/** The id in a field that may be expanded. */
export function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'object' && reference !== null ? reference.id : reference;
}

/** The object in a field that may be expanded; undefined where Stripe tells its id alone, or nothing. */
export function expanded<T extends object>(reference: string | T | null | undefined): T | undefined {
  return typeof reference === 'object' && reference !== null ? reference : undefined;
}
