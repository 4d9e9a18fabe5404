import { createApp, onCron } from './app.ts';
import { parseConfig } from './config.ts';
import { neonSend } from './platform/db/neon.ts';
import type { Assets } from './platform/http/docs.ts';
import { loadPasswordHasher } from './platform/password-wasm.ts';
import { createRuntime } from './runtime.ts';

type Environment = Readonly<Record<string, unknown>> & { ASSETS: Assets };
interface Execution {
  waitUntil(work: Promise<unknown>): void;
  passThroughOnException(): void;
  props: unknown;
}

// Made at the first request of an isolate and kept: the environment cannot change while it lives.
let service: ReturnType<typeof start> | undefined;

function start(environment: Environment) {
  const config = parseConfig(environment);
  const runtime = createRuntime(
    config,
    neonSend(config.database.url, config.database.endpoint),
    loadPasswordHasher(),
    environment.ASSETS,
  );
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
