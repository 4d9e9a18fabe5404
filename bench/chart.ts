import type { Result } from './measure-all.ts';
import { labels, type Run } from './report.ts';
import { scenarioNames } from './scenarios.ts';
import { type ServiceName, serviceNames } from './services.ts';

const colours: Record<ServiceName, string> = {
  django: '#8a8f98',
  node: '#1f7a4d',
  workerd: '#d9822b',
  'hono-node': '#a9d3bd',
  'hono-workerd': '#f0cfa6',
};
const WIDTH = 960;
const MARGIN = 24;
const ROW = 18;
const LABEL = 170;
const BAR = 250;
const COLUMN = (WIDTH - 2 * MARGIN) / 2;

/** Requests a second at eight clients, scenario by scenario, then booking behind a delay; each panel has its own scale. */
export function chart({ listings, results }: Run): string {
  const eight = results.filter(({ delay, clients }) => delay === 0 && clients === 8);
  const panels = [
    ...scenarioNames.map((name) => ({
      title: name,
      bars: barsOf(
        eight.filter(({ scenario }) => scenario === name),
        rate,
      ),
    })),
    { title: 'book, p50 behind a delay (shorter is better)', bars: barsOf(delayed(results), p50) },
  ].filter(({ bars }) => bars.length > 0);
  const parts: string[] = [];
  let y = 70;
  for (let at = 0; at < panels.length; at += 2) {
    const row = panels.slice(at, at + 2);
    const top = y;
    parts.push(...row.map(({ title, bars }, column) => panel(title, bars, MARGIN + column * COLUMN, top)));
    y += 40 + ROW * Math.max(...row.map(({ bars }) => bars.length));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" font-family="sans-serif" font-size="12">
<title>Requests a second at eight clients, and booking behind a delay</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="30" font-size="17" font-weight="bold">Requests a second, eight clients, ${listings.toLocaleString('en')} listings</text>
<text x="${MARGIN}" y="48" fill="#555">One machine, one PostgreSQL, the same data; longer is better.</text>
${parts.join('\n')}
</svg>
`;
}

interface Bar {
  label: string;
  colour: string;
  value: number;
  text: string;
}

const rate = (result: Result) => ({ value: result.rate, text: Math.round(result.rate).toLocaleString('en') });
const p50 = (result: Result) => ({ value: result.p50, text: `${Math.round(result.p50)} ms` });

function delayed(results: readonly Result[]): Result[] {
  return results.filter(
    ({ delay, clients, scenario }) => (delay === 20 || delay === 80) && clients === 8 && scenario === 'book',
  );
}

function barsOf(results: readonly Result[], read: (result: Result) => Pick<Bar, 'value' | 'text'>): Bar[] {
  return results
    .toSorted((a, b) => a.delay - b.delay || serviceNames.indexOf(a.service) - serviceNames.indexOf(b.service))
    .map((result) => ({
      ...read(result),
      label: labels[result.service] + (result.delay > 0 ? `, ${result.delay} ms` : ''),
      colour: colours[result.service],
    }))
    .filter(({ value }) => Number.isFinite(value));
}

function panel(title: string, bars: readonly Bar[], x: number, y: number): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, colour, value, text }, index) => {
    const top = y + 8 + index * ROW;
    const width = Math.max(1, (value / longest) * (BAR - 50));
    return `<text x="${x + LABEL - 8}" y="${top + 12}" text-anchor="end">${label}</text>
<rect x="${x + LABEL}" y="${top + 2}" width="${width.toFixed(1)}" height="${ROW - 5}" fill="${colour}"/>
<text x="${(x + LABEL + width + 6).toFixed(1)}" y="${top + 12}">${text}</text>`;
  });
  return `<text x="${x}" y="${y}" font-size="14" font-weight="bold">${title}</text>\n${rows.join('\n')}`;
}
