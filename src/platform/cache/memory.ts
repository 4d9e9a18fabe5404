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
  // A name can be as long as an address, of which many ask for little.
  const lengthOf = (name: string, copy: Copy) => name.length + copy.text.length;
  function remove(name: string): void {
    const copy = copies.get(name);
    if (copy !== undefined) characters -= lengthOf(name, copy);
    copies.delete(name);
  }
  return {
    get: (name) => copies.get(name),
    set(name, copy) {
      remove(name);
      copies.set(name, copy);
      characters += lengthOf(name, copy);
      for (const oldest of copies.keys()) {
        if (copies.size <= MAX_COPIES && characters <= MAX_CHARACTERS) break;
        remove(oldest);
      }
    },
  };
}
