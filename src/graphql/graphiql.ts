import type { Hono } from 'hono';
import type { Assets } from '../platform/http/docs.ts';

const FILES: Readonly<Record<string, string>> = {
  '/graphiql/graphiql.js': 'text/javascript; charset=utf-8',
  '/graphiql/graphiql.css': 'text/css; charset=utf-8',
};

// The editor sets styles from its script.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Innkeep: GraphiQL</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css">
    <style>body { margin: 0 } #graphiql { height: 100dvh }</style>
  </head>
  <body>
    <div id="graphiql"></div>
    <script src="/graphiql/graphiql.js"></script>
  </body>
</html>
`;

/** Serves GraphiQL at `/graphiql`, from our own assets. For development only. */
export function mountGraphiql(app: Hono, assets: Assets): void {
  app.get('/graphiql', (c) =>
    c.body(PAGE, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }),
  );
  for (const [path, type] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const file = await assets.fetch(c.req.raw);
      return file.ok ? new Response(file.body, { headers: { 'content-type': type } }) : c.notFound();
    });
  }
}
