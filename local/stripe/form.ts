/** What a form says: text, or a list or hash of it. Stripe's forms have no other types. */
type Form = string | Form[] | FormHash;
export type FormHash = { [name: string]: Form };

/**
 * Reads Stripe's nested form encoding: `a[b]=1` is a hash, `a[]=1` and `a[0]=1` are lists. The last value of a repeated name holds.
 * Hashes have no prototype, so that no name a client sends can reach one.
 */
export function parseForm(text: string): FormHash {
  const root: FormHash = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    assign(root, pathOf(name), value);
  }
  return listsIn(root);
}

/** The name of a nested parameter as Stripe writes it in an error: `payment_method_data[card][number]`. */
export function formName(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}

function pathOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function assign(hash: FormHash, [head = '', ...rest]: string[], value: string): void {
  const key = head === '' ? String(Object.keys(hash).length) : head;
  if (rest.length === 0) {
    hash[key] = value;
    return;
  }
  const existing = hash[key];
  const child: FormHash = typeof existing === 'object' && !Array.isArray(existing) ? existing : Object.create(null);
  hash[key] = child;
  assign(child, rest, value);
}

/** A hash whose keys are 0, 1, 2 … was a list. */
function listsIn(hash: FormHash): FormHash {
  for (const [key, value] of Object.entries(hash)) {
    if (typeof value === 'object' && !Array.isArray(value)) {
      const child = listsIn(value);
      const keys = Object.keys(child);
      hash[key] = keys.every((name, index) => name === String(index)) ? Object.values(child) : child;
    }
  }
  return hash;
}
