import type { Hono } from 'hono';

/** The files that are deployed beside the Worker (Workers' static assets, or a folder under Node). */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

const SCRIPT = '/docs/scalar.js';

// The page may load our script and ask our contract, nothing else; Scalar sets styles from its script.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

// Calls go to where the page was read, under whatever name: the contract names one address, the policy allows our own.
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Innkeep: reference</title>
  </head>
  <body>
    <script id="api-reference" data-url="/openapi.json" data-configuration='{"servers":[{"url":"/"}],"withDefaultFonts":false,"telemetry":false,"agent":{"disabled":true},"mcp":{"disabled":true},"showDeveloperTools":"never","hideClientButton":true}'></script>
    <script src="${SCRIPT}"></script>
  </body>
</html>
`;

/** Serves the reference at `/docs`, its script from our own assets. */
export function mountDocs(app: Hono, assets: Assets): void {
  app.get('/docs', (c) =>
    c.body(PAGE, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }),
  );
  app.get(SCRIPT, async (c) => {
    const file = await assets.fetch(c.req.raw);
    if (!file.ok) return c.notFound();
    return new Response(file.body, {
      headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=3600' },
    });
  });
}
