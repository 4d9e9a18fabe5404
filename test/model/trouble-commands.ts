import fc from 'fast-check';
import type { Fault } from '../../local/faults.ts';
import { command, MINUTE } from './command.ts';
import { endTrouble, type Real } from './real.ts';

/** How time passes, and all that can be wrong with webhooks, queue, database, Stripe and Worker meanwhile. */

const FAULTS: readonly Fault[] = ['refuse', 'reset-after', 'http-500', 'http-429', 'garbage'];
const DAY = 1_440;

export const wait = fc
  .constantFrom(1, 1, 5, 16, 60, DAY + 1, 4 * DAY, 9 * DAY, 13 * DAY)
  .map((minutes) => command(`wait(${minutes} min)`, async ({ h }) => void h.clock.advance(minutes * MINUTE)));

export const work = fc.constantFrom('webhooks', 'queue', 'cron', 'all').map((what) =>
  command(`work(${what})`, async ({ h }) => {
    if (what === 'webhooks' || what === 'all') await h.stripe.deliverDue();
    if (what === 'queue' || what === 'all') await h.qstash.deliverDue();
    if (what === 'cron' || what === 'all') await h.worker.runCron('* * * * *', h.clock.now()).catch(untilNextTime);
    if (what === 'all') await h.qstash.drain();
  }),
);

export const webhooks = fc
  .constantFrom('late', 'doubled', 'shuffled', 'lost', 'as they should be')
  .map((how) => command(`webhooks(${how})`, async (real) => disturbWebhooks(real, how)));

function disturbWebhooks({ h, nowhere }: Real, how: string): void {
  const { webhooks: sent } = h.stripe;
  if (how === 'late') sent.pause();
  else sent.resume();
  sent.duplicates = how === 'doubled' ? 2 : 0;
  sent.shuffle = how === 'shuffled';
  sent.url = how === 'lost' ? nowhere : `${h.url}/webhooks/stripe`;
}

export const cut = fc
  .record({
    service: fc.constantFrom('db', 'stripe', 'queue'),
    nth: fc.nat(5),
    fault: fc.constantFrom('kill', ...FAULTS),
  })
  .map(({ service, nth, fault }) =>
    command(`cut(${service}, connection ${nth} from now, ${fault})`, async (real) => {
      let left = nth;
      real.h.faults[service].use(async () => {
        left -= 1;
        if (left !== -1) return undefined;
        real.cuts += 1;
        if (fault !== 'kill') return fault;
        real.recovered = real.h.worker.restart();
        await real.recovered;
        return 'refuse';
      });
    }),
  );

export const queue = fc.constantFrom('down', 'doubled and shuffled', 'as it should be').map((how) =>
  command(`queue(${how})`, async ({ h }) => {
    if (how === 'down') h.qstash.pause();
    else h.qstash.resume();
    h.qstash.disturb(how === 'doubled and shuffled' ? { duplicates: true, shuffle: () => 0.3 } : {});
  }),
);

export const heal = fc.constant(command('heal', async ({ h }) => endTrouble(h)));

// A sweep that was cut has logged it and comes again.
function untilNextTime(): void {}
