import pg from 'pg';
import { freePort } from '../local/free-port.ts';
import { seeded } from '../scripts/random.ts';
import { createAccessTokens } from '../src/platform/http/access-token.ts';
import { startChild } from './child.ts';
import type { MarketServer } from './cluster.ts';
import { Connection } from './connection.ts';
import { type Ground, groundOf } from './ground.ts';
import { sessionOf } from './guests.ts';
import { type Measured, measure } from './load.ts';
import { usageOf } from './processes.ts';
import {
  baselineScenarios,
  ceilingScenarios,
  innkeepScenarios,
  type Quoted,
  quoteRequest,
  type ScenarioName,
  type Scenarios,
} from './scenarios.ts';
import { type Built, type Service, type ServiceName, type StandIns, serviceNames, startServices } from './services.ts';

/** One kind of request at one service by so many clients. Times in ms; what is per request is of right answers only. */
export interface Result extends Measured {
  scenario: ScenarioName;
  service: ServiceName;
  /** Held back before PostgreSQL, in ms a round trip. */
  delay: number;
  /** CPU a request, by whom. */
  cpu: { service: number; postgres: number; neon: number; vendors: number };
  /** PostgreSQL's own word on planning and executing. */
  sql: number;
  /** Of the service, in MiB. */
  memory: number;
  trips: number;
  redis: number;
  messages: number;
}

interface Options {
  market: MarketServer;
  standIns: StandIns;
  built: Built;
  today: string;
  seconds: number;
  clients: readonly number[];
  delays: readonly number[];
  scenarios: readonly ScenarioName[];
  say(line: string): void;
  /** Keeps what there is so far, after each scenario. */
  keep(results: readonly Result[]): Promise<void>;
}

/**
 * What a service has not answered yet is compiled and planned first; after that a second is enough. Behind a delay a single
 * client would come to a few dozen requests.
 */
const FIRST_WARM_UP = { seconds: 6, requests: 1_000, clients: 16 };
const WARM_UP_SECONDS = 1;
/** One sees what a request takes; eight, what comes of sharing connections and cores. */
const DELAYED_CLIENTS = [1, 8];
const LOOKERS = 1_000;
/** A service makes fewer bookings than so many times the quotes that it makes. */
const SPARE = 1.3;

/** Everything, service beside service, so that whatever else the machine does falls on all of them alike. */
export async function measureAll(options: Options): Promise<void> {
  const { market, standIns, today, say } = options;
  const client = new pg.Client(market.url);
  // What ends a run says so itself: PostgreSQL, which ends with it, would be heard instead.
  client.on('error', () => undefined);
  await client.connect();
  const ground = await groundOf(client, today);
  const results: Result[] = [];

  async function round(services: readonly Service[], delay: number, clients: readonly number[], seconds: number) {
    const bench = createBench({ ...options, client, ground, innkeep: services.find(({ name }) => name === 'node') });
    for (const scenario of options.scenarios) {
      for (const count of clients) {
        for (const service of services) {
          const result = await bench.run(service, scenario, { delay, clients: count, seconds });
          if (result === undefined) continue;
          results.push(result);
          say(lineOf(result));
        }
      }
      await options.keep(results);
    }
  }

  const servers = { built: options.built, vars: standIns.vars, neonsUrl: market.url };
  const direct = await startServices({
    ...servers,
    names: serviceNames,
    databaseUrl: market.url,
    neonPort: standIns.neon.port,
  });
  await round(direct, 0, options.clients, options.seconds);
  await Promise.all(direct.map((service) => service.close()));

  for (const delay of options.delays) {
    const [postgres, neon] = [await delayed(market.postgres.port, delay), await delayed(standIns.neon.port, delay)];
    const url = new URL(market.url);
    url.port = String(postgres.port);
    const behind = await startServices({
      ...servers,
      names: ['django', 'node', 'workerd'],
      databaseUrl: url.toString(),
      neonPort: neon.port,
    });
    await round(behind, delay, DELAYED_CLIENTS, Math.min(options.seconds, 3));
    await Promise.all([...behind, postgres, neon].map((service) => service.close()));
  }
  await client.end();
}

async function delayed(to: number, ms: number) {
  const port = await freePort();
  const args = [`${import.meta.dirname}/delay.ts`, ...[port, to, ms].map(String)];
  const child = await startChild({ name: `delay-${ms}`, command: process.execPath, args, port, env: {} });
  return { ...child, port };
}

function createBench(options: Options & { client: pg.Client; ground: Ground; innkeep: Service | undefined }) {
  const { market, standIns, client, ground, today } = options;
  const accessTokens = createAccessTokens({
    accessTokenKeys: JSON.parse(standIns.vars.ACCESS_TOKEN_KEYS),
    publicUrl: standIns.vars.PUBLIC_URL,
  });
  const sign = (guest: number) => accessTokens.sign(sessionOf(guest), new Date());
  let tokens: string[] = [];
  let quoteRate = 0;
  const quotes: Quoted[] = [];
  const warm = new Set<string>();
  const making = { ground, random: seeded(1), today };
  const innkeep = innkeepScenarios(making, (guest) => tokens[guest - 1] ?? '', quotes);
  const ceiling = ceilingScenarios(making);
  const scenarios: Record<ServiceName, Scenarios> = {
    django: baselineScenarios(making),
    node: innkeep,
    workerd: innkeep,
    'hono-node': ceiling,
    'hono-workerd': ceiling,
  };

  // Beside the clock: what is measured is the booking, and a quote lives for minutes.
  async function makeQuotes(count: number): Promise<void> {
    quotes.length = 0;
    const asking = Array.from({ length: 8 }, async () => {
      const connection = new Connection(options.innkeep?.port ?? 0);
      for (let made = 0; made < count / 8; made += 1) {
        const { stay, guest } = ground.takeStay();
        const token = await sign(guest);
        const { status, body } = await connection.ask(quoteRequest(stay, token));
        if (status !== 201) throw new Error(`No quote: ${status} ${body}`);
        const { token: quote }: { token: string } = JSON.parse(body);
        quotes.push({ quote, token });
      }
      connection.close();
    });
    await Promise.all(asking);
  }

  return {
    async run(
      service: Service,
      name: ScenarioName,
      { delay, clients, seconds }: { delay: number; clients: number; seconds: number },
    ): Promise<Result | undefined> {
      const scenario = scenarios[service.name][name];
      if (scenario === undefined) return undefined;
      if (name === 'quote') tokens = await Promise.all(Array.from({ length: LOOKERS }, (_, index) => sign(index + 1)));
      const warmed = `${service.name} ${name}`;
      const isWarm = warm.has(warmed);
      if (name === 'book' && service.name !== 'django') {
        const first = isWarm ? 0 : FIRST_WARM_UP.requests;
        await makeQuotes(first + quoteRate * SPARE * (seconds + WARM_UP_SECONDS));
      }
      const load = { port: service.port, clients, ...scenario };
      if (!isWarm) await measure({ ...load, ...FIRST_WARM_UP, next: atMost(FIRST_WARM_UP.requests, scenario.next) });
      warm.add(warmed);
      // Long enough as well for what follows the answers to those many.
      await measure({ ...load, seconds: WARM_UP_SECONDS });
      const before = await state(service);
      await client.query('select pg_stat_statements_reset()');
      let trips = 0;
      const measured = await measure({
        ...load,
        seconds,
        hear: ({ head }) => {
          trips += Number(/^server-timing: db;desc="(\d+)"/im.exec(head)?.[1] ?? 0);
        },
      });
      const { rows } = await client.query<{ ms: number }>(
        `select coalesce(sum(total_exec_time + total_plan_time), 0)::float8 as ms from pg_stat_statements
         where toplevel and dbid = (select oid from pg_database where datname = current_database())
           and query not like '%pg_stat_statements%'`,
      );
      const after = await state(service);
      if (name === 'quote') quoteRate = measured.rate;
      const each = (amount: number) => amount / Math.max(1, measured.requests);
      return {
        ...measured,
        scenario: name,
        service: service.name,
        delay,
        cpu: {
          service: each(after.service.cpu - before.service.cpu),
          postgres: each(after.postgres.cpu - before.postgres.cpu),
          neon: each(after.neon.cpu - before.neon.cpu),
          vendors: each(after.vendors.cpu - before.vendors.cpu),
        },
        sql: each(rows[0]?.ms ?? 0),
        memory: after.service.memory,
        trips: each(trips),
        redis: each(after.redis - before.redis),
        messages: each(after.messages - before.messages),
      };
    },
  };

  async function state(service: Service) {
    return {
      service: usageOf(service.pid),
      postgres: usageOf(market.postgres.pid),
      neon: usageOf(standIns.neon.pid),
      vendors: usageOf(standIns.vendors.pid),
      ...(await standIns.asked()),
    };
  }
}

function atMost<T>(count: number, next: () => T): () => T | undefined {
  let left = count;
  return () => {
    left -= 1;
    return left < 0 ? undefined : next();
  };
}

function lineOf(r: Result): string {
  const fault = r.failures > 0 ? `  ${r.failures} failures: ${r.fault}` : '';
  const times = `${r.rate.toFixed(0)}/s p50 ${r.p50.toFixed(1)} p99 ${r.p99.toFixed(1)} ms`;
  const cpu = `cpu ${Object.values(r.cpu)
    .map((ms) => ms.toFixed(2))
    .join(' ')} sql ${r.sql.toFixed(2)} ms`;
  return `${r.scenario} · ${r.service} · ${r.clients} clients · +${r.delay} ms: ${times}, ${cpu}, ${r.trips.toFixed(1)} trips${fault}`;
}
