import { dropLink } from '../accounts/index.ts';
import type { Ctx } from '../context.ts';
import { DAY_MS, HOUR_MS } from '../kernel/durations.ts';
import { asId, type NotificationId } from '../kernel/ids.ts';
import type { Write } from '../platform/db/index.ts';
import type { DropReason } from '../platform/db/tables/notifications.ts';
import { MailError, type OutgoingMail } from '../platform/mail/index.ts';
import { composeLetter } from './compose.ts';
import { isLinkKind, isOptionalKind } from './kinds.ts';
import { layOut } from './lay-out.ts';
import type { Letter } from './letter.ts';
import { selectStayToldOf } from './queries/facts.ts';
import {
  forgetTry,
  type NotificationRow,
  noteTry,
  selectNotification,
  settleNotification,
} from './queries/notifications.ts';
import type { StayFacts } from './queries/stays.ts';
import { unsubscribeLink } from './unsubscribe.ts';
import { type Words, wordsFor } from './words.ts';

/** The provider knows for 24 hours what it was given under a key. After so long it is not asked again. */
const SURE_MS = 23 * HOUR_MS;
/** For so long a letter waits for a provider that takes none: it may be that it takes none for this address. */
const LONGEST_MS = 7 * DAY_MS;

/**
 * Job: sends a notification by e-mail, under its own id as the provider's key. Tried again, also beside a twin, it is
 * sent once; where that cannot be known any more it is not sent again. What has moved on is dropped.
 */
export async function onSendNotification(
  ctx: Ctx,
  { notificationId }: { notificationId: NotificationId },
): Promise<readonly Write[]> {
  const [[row], [stay]] = await ctx.db.batch([
    selectNotification(notificationId),
    selectStayToldOf(notificationId),
    noteTry(notificationId, ctx.realNow),
  ]);
  if (row?.state !== 'waiting') return [];
  const words = wordsFor(row.locale);
  const reason = refusalOf(row, ctx.realNow);
  const letter = reason === undefined ? await composed(ctx, row, stay, words) : undefined;
  if (letter === undefined) return dropWrites(ctx, row, reason ?? 'moved-on');
  const mail = await addressed(ctx, row, letter, words);
  const outcome = await deliver(ctx, row, mail);
  return outcome === 'refused'
    ? dropWrites(ctx, row, 'refused')
    : [settleNotification(row.id, { state: 'sent' }, ctx.realNow), ...spentLink(row)];
}

// What could not be written was not tried: however long that lasts, it does not become one that may have been sent.
async function composed(
  ctx: Ctx,
  row: NotificationRow,
  stay: StayFacts | undefined,
  words: Words,
): Promise<Letter | undefined> {
  try {
    return await composeLetter(ctx, row, stay, words);
  } catch (error) {
    await ctx.db.all(forgetTry(row.id, ctx.realNow));
    throw error;
  }
}

function refusalOf(row: NotificationRow, now: Date): DropReason | undefined {
  if (row.is_unwanted && isOptionalKind(row.kind)) return 'unwanted';
  if (row.has_left || (!row.is_reachable && isOptionalKind(row.kind))) return 'unreachable';
  if (now.getTime() - row.created_at.getTime() > LONGEST_MS) return 'refused';
  return row.tried_at !== null && now.getTime() - row.tried_at.getTime() > SURE_MS ? 'unknown' : undefined;
}

function dropWrites(ctx: Ctx, row: NotificationRow, dropped_because: DropReason): Write[] {
  return [settleNotification(row.id, { state: 'dropped', dropped_because }, ctx.realNow)];
}

// The link of an address that is confirmed already is nobody's to follow.
function spentLink({ kind, subject }: NotificationRow): Write[] {
  return kind === 'already-registered' ? [dropLink(asId('emailLink', subject))] : [];
}

async function addressed(ctx: Ctx, row: NotificationRow, letter: Letter, words: Words): Promise<OutgoingMail> {
  const { kind, person_id } = row;
  const brand = brandOf(ctx.config.mail.from, ctx.config.webUrl);
  const href = isOptionalKind(kind) ? await unsubscribeLink(ctx.config, person_id, kind) : undefined;
  const laidOut = layOut({
    letter,
    language: words.language,
    brand,
    plainLink: words.say('plain-link'),
    footer: words.say(isLinkKind(kind) ? 'footer.link' : 'footer.account', { brand }),
    ...(href === undefined ? {} : { unsubscribe: { label: words.say('footer.stop'), href } }),
  });
  return {
    to: row.email,
    idempotencyKey: row.id,
    ...laidOut,
    ...(href === undefined
      ? {}
      : { headers: { 'List-Unsubscribe': `<${href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } }),
  };
}

// What was given under this key before reads otherwise now: then it was sent, and its answer lost.
async function deliver(ctx: Ctx, { id }: NotificationRow, mail: OutgoingMail): Promise<'sent' | 'refused'> {
  try {
    await ctx.mail.send(mail);
    return 'sent';
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    // However long that lasts, the letter does not become one that may have been sent.
    if (error.takesNone) await ctx.db.all(forgetTry(id, ctx.realNow));
    if (error.retryable) throw error;
    if (error.reason === 'invalid_idempotent_request') return 'sent';
    ctx.log.warn('mail.refused', { status: error.status });
    return 'refused';
  }
}

function brandOf(from: string, webUrl: string): string {
  return /^([^<]+)</.exec(from)?.[1]?.trim() || new URL(webUrl).host;
}
