const MS = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1d10h30m` and the like in milliseconds, undefined when it is no duration. */
export function durationToMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h|d)/g)) {
    for (const [name, ms] of Object.entries(MS)) if (name === unit) total += Number(amount) * ms;
  }
  return total;
}
