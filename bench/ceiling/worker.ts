import { neon, neonConfig } from '@neondatabase/serverless';
import { ceiling } from './app.ts';

type Settings = { DATABASE_URL: string; NEON_ENDPOINT: string };

export default {
  fetch(request: Request, { DATABASE_URL, NEON_ENDPOINT }: Settings): Response | Promise<Response> {
    neonConfig.fetchEndpoint = NEON_ENDPOINT;
    return ceiling((text, params) => neon(DATABASE_URL).query(text, params)).fetch(request);
  },
  scheduled() {},
};
