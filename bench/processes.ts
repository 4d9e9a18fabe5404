import { readdirSync, readFileSync } from 'node:fs';

interface Usage {
  /** CPU time since the start, in ms, of the process and all below it, those that have ended included. */
  cpu: number;
  /** Resident memory in MiB of those that live; pages that several share count in each. */
  memory: number;
}

// Linux counts in hundredths of a second, and in pages of 4 KiB.
const TICK_MS = 10;
const PAGE = 4096;

/** What a process and its descendants use. */
export function usageOf(pid: number): Usage {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
  const family = new Set([pid]);
  // A child can stand before its parent.
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid: id, parent } of all) if (family.has(parent)) family.add(id);
  }
  const own = all.filter((one) => family.has(one.pid));
  return {
    cpu: own.reduce((sum, { ticks }) => sum + ticks * TICK_MS, 0),
    memory: own.reduce((sum, { pages }) => sum + (pages * PAGE) / 2 ** 20, 0),
  };
}

function read(pid: number): { pid: number; parent: number; ticks: number; pages: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which may hold anything, in parentheses: state, parent, …
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
    return { pid, parent, ticks, pages: fields[21] ?? 0 };
  } catch {
    return undefined;
  }
}
