import { neon, neonConfig } from '@neondatabase/serverless';
import { ceiling } from './app.ts';

type Settings = { DATABASE_URL: string; NEON_ENDPOINT: string };

// Made once, as the product makes its own.
let app: ReturnType<typeof ceiling> | undefined;

function start({ DATABASE_URL, NEON_ENDPOINT }: Settings) {
  neonConfig.fetchEndpoint = NEON_ENDPOINT;
  const run = neon(DATABASE_URL);
  return ceiling((text, params) => run.query(text, params));
}

export default {
  fetch(request: Request, settings: Settings): Response | Promise<Response> {
    app ??= start(settings);
    return app.fetch(request);
  },
  scheduled() {},
};
