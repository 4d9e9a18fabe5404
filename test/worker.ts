import { createApp, onCron } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { neonSend } from '../src/platform/db/neon.ts';
import type { Assets } from '../src/platform/http/docs.ts';
import { loadPasswordHasher } from '../src/platform/password-wasm.ts';
import { createRuntime } from '../src/runtime.ts';

type Environment = Readonly<Record<string, unknown>> & { ASSETS: Assets };
interface Execution {
  waitUntil(work: Promise<unknown>): void;
  passThroughOnException(): void;
  props: unknown;
}

// The product's worker, except that the instant it decides at is asked of the test's clock.
let service: ReturnType<typeof start> | undefined;

function start(environment: Environment) {
  const config = parseConfig(environment);
  const send = neonSend(config.database.url, config.database.endpoint);
  const runtime = {
    ...createRuntime(config, send, loadPasswordHasher(), environment.ASSETS),
    now: async () => new Date(await (await fetch(String(environment.CLOCK_URL))).text()),
  };
  return { runtime, app: createApp(runtime) };
}

export default {
  fetch(request: Request, environment: Environment, execution: Execution) {
    service ??= start(environment);
    return service.app.fetch(request, environment, execution);
  },
  async scheduled({ cron }: { cron: string }, environment: Environment, execution: Execution) {
    service ??= start(environment);
    await onCron(service.runtime, cron, (work) => execution.waitUntil(work));
  },
};
