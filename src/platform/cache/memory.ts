import type { Copy } from './copy.ts';

const MAX_COPIES = 2_000;
const MAX_CHARACTERS = 4_000_000;

/** The copies of one isolate, by name. What was not asked for longest goes first. */
interface Memory {
  get(name: string): Copy | undefined;
  set(name: string, copy: Copy): void;
}

export function createMemory(): Memory {
  const copies = new Map<string, Copy>();
  let characters = 0;
  function remove(name: string): void {
    characters -= copies.get(name)?.text.length ?? 0;
    copies.delete(name);
  }
  return {
    get: (name) => copies.get(name),
    set(name, copy) {
      remove(name);
      copies.set(name, copy);
      characters += copy.text.length;
      for (const oldest of copies.keys()) {
        if (copies.size <= MAX_COPIES && characters <= MAX_CHARACTERS) break;
        remove(oldest);
      }
    },
  };
}
