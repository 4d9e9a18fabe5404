import { bytesOfBase64url, hmac, verifyHmac } from '../hash.ts';

/** Milliseconds after a write during which its revision leads a read past any copy. */
const PAST_COPIES_MS = 10_000;

/** What a write answers so that its caller's next reads show it: when it was, signed, so that only writers have one. */
export interface Revisions {
  give(now: Date): Promise<string>;
  /** Whether this is one of ours and not ten seconds old. */
  holds(revision: string, now: Date): Promise<boolean>;
}

export function createRevisions(serviceSecret: string): Revisions {
  return {
    async give(now) {
      const instant = now.getTime().toString(36);
      return `${instant}.${await hmac(serviceSecret, content(instant))}`;
    },
    async holds(revision, now) {
      const [, instant = '', mac = ''] = /^([0-9a-z]{1,11})\.([\w-]{43})$/.exec(revision) ?? [];
      // By either sign: it may come from a machine whose clock is ahead.
      if (!(Math.abs(now.getTime() - Number.parseInt(instant, 36)) <= PAST_COPIES_MS)) return false;
      return verifyHmac(serviceSecret, content(instant), bytesOfBase64url(mac));
    },
  };
}

function content(instant: string): string {
  return `revision ${instant}`;
}
