import type { Hono } from 'hono';
import type { Ctx } from '../../context.ts';
import { translated } from '../db/index.ts';
import { contextOf, type Runtime } from './context.ts';
import { knows } from './etag.ts';

/** A file that anybody who knows its address may read; it is no part of the contract. */
export interface PublicFile {
  /** In Hono's form, with `:name` for what varies. */
  path: `/${string}`;
  contentType: string;
  /** Seconds that a reader may keep it without asking. */
  maxAge: number;
  /** The file, and what tells its versions apart. Throws `not-found`. */
  read(ctx: Ctx, name: string): Promise<{ body: string; version: string }>;
}

/** Serves a file with an ETag; a reader that has this version already is told so, with 304. */
export function mountFile(app: Hono, runtime: Runtime, { path, contentType, maxAge, read }: PublicFile): void {
  app.get(path, async (c) => {
    const ctx = await contextOf(c, runtime, { kind: 'anonymous' });
    const { body, version } = await translated(read(ctx, c.req.param('name') ?? ''));
    const headers = {
      // Weak: two files of one version mean the same and may differ in the time of their making.
      etag: `W/"${version}"`,
      'cache-control': `private, max-age=${maxAge}`,
      'server-timing': `db;desc="${ctx.db.meter.trips}"`,
      'x-request-id': ctx.requestId,
    };
    if (knows(c.req.header('if-none-match'), version)) return c.body(null, 304, headers);
    return c.body(body, 200, { ...headers, 'content-type': contentType });
  });
}
