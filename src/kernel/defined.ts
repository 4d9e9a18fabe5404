type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields of an object that are not undefined. */
export function defined<T extends object>(values: T): Defined<T> {
  // Every key that is left has a value that is not undefined, which is what the type says.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
