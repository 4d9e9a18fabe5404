import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { chart } from './chart.ts';
import type { Result } from './measure-all.ts';
import { millionRequests } from './prices.ts';
import { table, writeSection } from './results.ts';
import { scenarioNames } from './scenarios.ts';
import type { ServiceName } from './services.ts';

export interface Run {
  listings: number;
  /** Stays of the market that are whole bookings. */
  bookings: number;
  seconds: number;
  /** Of filling the market, in seconds; 0 when an earlier run did. */
  filledIn: number;
  /** Of the Worker. */
  gzipBytes: number;
  /** Beyond an empty Worker's, in ms. */
  startUp: number;
  /** What else the machine was doing when the run began. */
  load: readonly number[];
  command: string;
  results: readonly Result[];
}

const TITLE = '## The whole service against a baseline';
export const labels: Record<ServiceName, string> = {
  django: 'Django',
  node: 'Innkeep on Node',
  workerd: 'Innkeep on workerd',
  'hono-node': 'bare Hono on Node',
  'hono-workerd': 'bare Hono on workerd',
};

/** Writes the run's section of RESULTS.md, in the place of an earlier run's, and the chart. */
export async function report(run: Run): Promise<void> {
  await writeSection(TITLE, section(run));
  await writeFile(join(import.meta.dirname, 'chart.svg'), chart(run));
}

function section(run: Run): string {
  const direct = run.results.filter(({ delay }) => delay === 0);
  return [
    about(run),
    '![Requests a second at eight clients, and booking behind a delay](chart.svg)',
    '### Requests a second, and how long they took (p50 / p99 ms)',
    rates(direct),
    '### Eight clients against the baseline, and what a request costs',
    costs(direct),
    '### Behind a delay (p50 / p99 ms)',
    delays(run.results),
    '### A million requests to the Worker, at list price in US dollars',
    prices(direct),
  ].join('\n\n');
}

function about({ listings, bookings, seconds, filledIn, gzipBytes, startUp, load, command, results }: Run): string {
  const fewest = Math.min(...results.map(({ requests }) => requests));
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const busy = (averages: readonly number[]) => averages.map((value) => value.toFixed(1)).join(', ');
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, on ${machine}. The machine's load averages were ${busy(load)}
when the run began and ${busy(loadavg())} when it ended: where they are above 1 before it began, others shared the cores, times are
upper bounds, and only what stands side by side can be compared.

${listings.toLocaleString('en')} listings with twenty stays each, ${bookings.toLocaleString('en')} of them whole bookings, in one PostgreSQL 18 (\`synchronous_commit\` on), for all services; clients,
services, stand-ins and PostgreSQL share the cores. Each figure is of ${seconds} s, service beside service, once the service had
answered sixteen clients a thousand such requests or for six seconds; no figure is of fewer than ${fewest} requests.
Django: REST framework and gunicorn from Debian, token authentication, \`select_for_update\`, indexes, keyset paging. Both book for a
signed-in guest and ask the local Stripe for the payment's intent; Innkeep also redeems a signed quote, keeps the reply for retries, and
writes the event and the job; it counts requests in Redis and writes a log line. Bare Hono is one route with one query by key.
${filledIn > 0 ? `Filling the market for both took ${Math.round(filledIn)} s. ` : ''}The Worker's bundle is ${(gzipBytes / 1024).toFixed(0)} KiB gzip and starts in ${startUp.toFixed(0)} ms more than an empty Worker.`;
}

function rates(results: readonly Result[]): string {
  const clients = [...new Set(results.map((result) => result.clients))];
  const columns = clients.map(clientsOf);
  return table(
    ['', '', ...columns],
    pairs(results).map(([scenario, service]) => [
      scenario,
      labels[service],
      ...clients.map((count) => {
        const found = results.find((r) => r.scenario === scenario && r.service === service && r.clients === count);
        return found ? `${whole(found.rate)} (${ms(found.p50)} / ${ms(found.p99)})${failed(found)}` : '';
      }),
    ]),
  );
}

function costs(results: readonly Result[]): string {
  const eight = results.filter(({ clients }) => clients === 8);
  return table(
    [
      '',
      '',
      'times the baseline',
      'CPU ms: service',
      'PostgreSQL',
      'Neon’s stand-in',
      'other stand-ins',
      'SQL ms',
      'trips',
      'MiB',
    ],
    eight.map((result) => {
      const baseline = eight.find((other) => other.scenario === result.scenario && other.service === 'django');
      const { service, postgres, neon, vendors } = result.cpu;
      return [
        result.scenario,
        labels[result.service],
        baseline && result.service !== 'django' ? (result.rate / baseline.rate).toFixed(1) : '',
        ...[service, postgres, neon, vendors, result.sql].map((value) => value.toFixed(2)),
        result.trips === 0 ? '' : result.trips.toFixed(1),
        whole(result.memory),
      ];
    }),
  );
}

function delays(results: readonly Result[]): string {
  const delayed = results.filter(({ delay }) => delay > 0);
  const columns = [...new Set(delayed.map(columnOf))];
  return table(
    ['', '', ...columns],
    pairs(delayed).map(([scenario, service]) => [
      scenario,
      labels[service],
      ...columns.map((column) => {
        const found = delayed.find((r) => r.scenario === scenario && r.service === service && columnOf(r) === column);
        return found ? `${ms(found.p50)} / ${ms(found.p99)}${failed(found)}` : '';
      }),
    ]),
  );
}

function prices(results: readonly Result[]): string {
  const ofWorker = results.filter(({ service, clients }) => service === 'workerd' && clients === 8);
  return table(
    ['', 'round trips', 'Redis requests', 'messages', 'Workers', 'Redis', 'queue', 'Neon', 'together'],
    ofWorker.map((result) => {
      const { trips, redis, messages, cpu } = result;
      const cost = millionRequests({ worker: cpu.service, postgres: cpu.postgres, redis, messages });
      return [
        result.scenario,
        ...[trips, redis, messages].map((count) => `${count.toFixed(1)} M`),
        ...[cost.workers, cost.redis, cost.queue, cost.neon, cost.all].map((dollars) => dollars.toFixed(2)),
      ];
    }),
  );
}

function pairs(results: readonly Result[]): [Result['scenario'], ServiceName][] {
  return scenarioNames.flatMap((scenario) => {
    const services = new Set(results.filter((result) => result.scenario === scenario).map(({ service }) => service));
    return [...services].map((service): [Result['scenario'], ServiceName] => [scenario, service]);
  });
}

const clientsOf = (count: number) => `${count} ${count === 1 ? 'client' : 'clients'}`;
const columnOf = ({ delay, clients }: Result) => `${delay} ms, ${clientsOf(clients)}`;
const whole = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => (value < 10 ? value.toFixed(1) : whole(value));
const failed = ({ failures }: Result) => (failures > 0 ? `, ${failures} failed` : '');
