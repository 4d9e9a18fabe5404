/** Does this with each of them, in their order, so many at a time. */
export async function atOnce<T>(count: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const one of waiting) await work(one);
    }),
  );
}
