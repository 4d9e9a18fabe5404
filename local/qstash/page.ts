import type { Store } from './store.ts';
import { viewDeadLetter, viewLogEntry, viewPending, viewSchedule } from './views.ts';

const SHOWN = 200;

/** What waits, what died and what happened last, as a page of HTML without scripts. */
export function renderPage(store: Store): string {
  const pending = [...store.pending.values()].map(viewPending);
  const dead = [...store.dlq.values()].map(viewDeadLetter).toReversed();
  const logs = store.logs.slice(-SHOWN).toReversed().map(viewLogEntry);
  const schedules = [...store.schedules.values()].map(viewSchedule);

  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Local QStash</title>
<style>
body { font: 14px system-ui, sans-serif; margin: 2rem }
table { border-collapse: collapse; margin-bottom: 2rem }
th, td { border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top }
td { max-width: 40rem; overflow-wrap: anywhere; font-family: monospace; font-size: 12px }
</style>
<h1>Local QStash</h1>
${table(
  'Pending',
  ['message', 'to', 'label', 'due', 'retried', 'body'],
  pending.map((view) => [
    view.messageId,
    view.url,
    view.labels?.join(', '),
    iso(view.nextDeliveryTime),
    view.retried,
    view.body,
  ]),
)}
${table(
  'Dead letter queue',
  ['dlq id', 'message', 'to', 'status', 'response', 'body'],
  dead.map((view) => [view.dlqId, view.messageId, view.url, view.responseStatus, view.responseBody, view.body]),
)}
${table(
  'Schedules',
  ['schedule', 'cron', 'to', 'paused', 'body'],
  schedules.map((view) => [view.scheduleId, view.cron, view.destination, view.isPaused, view.body]),
)}
${table(
  'Log',
  ['time', 'state', 'message', 'to', 'error'],
  logs.map((view) => [iso(view.time), view.state, view.messageId, view.url, view.error]),
)}
</html>
`;
}

type Cell = string | number | boolean | undefined;

function table(title: string, columns: string[], rows: Cell[][]): string {
  const head = columns.map((column) => `<th>${escaped(column)}</th>`).join('');
  const shown = rows.slice(0, SHOWN);
  const body = shown.map((row) => `<tr>${row.map((cell) => `<td>${escaped(String(cell ?? ''))}</td>`).join('')}</tr>`);
  return `<h2>${escaped(title)} (${rows.length})</h2>
<table><tr>${head}</tr>
${body.join('\n')}
</table>`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
