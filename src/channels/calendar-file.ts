import { addDays, todayIn } from '../kernel/dates.ts';
import { Problem } from '../kernel/problem.ts';
import { sha256 } from '../platform/hash.ts';
import type { PublicFile } from '../platform/http/file.ts';
import { writeCalendar } from './ical/write-calendar.ts';
import { selectExported } from './queries/exports.ts';

const FOLDER = '/ical';

/** The address of an export, which is all that a channel needs to read it. */
export function exportUrl(publicUrl: string, token: string): string {
  return new URL(`${FOLDER}/${token}.ics`, publicUrl).href;
}

/**
 * A listing's calendar as one channel reads it. No rate limit: a channel reads thousands of them from few addresses, and
 * a token can't be guessed.
 */
export const calendarFile: PublicFile = {
  path: `${FOLDER}/:name`,
  contentType: 'text/calendar; charset=utf-8',
  maxAge: 300,
  async read(ctx, name) {
    const token = /^([\w-]{43})\.ics$/.exec(name)?.[1];
    if (token === undefined) throw new Problem('not-found');
    // The day before, since somewhere it is still yesterday.
    const from = addDays(todayIn('UTC', ctx.now), -1);
    const [found] = await ctx.db.all(selectExported(token, from, ctx.now));
    if (found === undefined) throw new Problem('not-found');
    const host = new URL(ctx.config.publicUrl).hostname;
    return {
      body: writeCalendar(found.nights, { host, now: ctx.now }),
      version: await sha256(JSON.stringify(found.nights)),
    };
  },
};
