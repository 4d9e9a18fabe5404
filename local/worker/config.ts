import { basename } from 'node:path';

/** What workerd serves: the product's worker on the socket `http`, and on `cron` one that triggers its `scheduled()`. */
export function workerdConfig(options: {
  script: string;
  modules: string[];
  vars: string[];
  assets?: string | undefined;
}): string {
  const { script, modules, vars, assets } = options;
  // The worker stands where it is used: a constant of its own would have workerd copy all of its code once more.
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.js", esModule = embed ${text(script)}),
        ${modules.map((path) => `(name = ${text(basename(path))}, ${path.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed ${text(path)}),`).join('\n        ')}
      ],
      compatibilityDate = "${compatibilityDate}",
      bindings = [
        ${vars.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)}),`).join('\n        ')}
        ${assets === undefined ? '' : '(name = "ASSETS", service = "assets"),'}
      ],
    )),
    (name = "cron", worker = .cron),
${assets === undefined ? '' : `    (name = "assets", disk = (path = ${text(assets)})),\n`}    (name = "internet", network = (allow = ["local", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    (name = "http", http = (), service = "main"),
    (name = "cron", http = (), service = "cron"),
  ],
);

const cron :Workerd.Worker = (
  modules = [(name = "cron.js", esModule = ${text(cronWorker)})],
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "MAIN", service = "main")],
);
`;
}

const compatibilityDate = '2026-11-01';

// workerd keeps no schedule of its own.
const cronWorker = `export default {
  async fetch(request, env) {
    const { cron, scheduledTime } = await request.json();
    return Response.json(await env.MAIN.scheduled({ cron, scheduledTime: new Date(scheduledTime) }));
  },
};`;

function text(value: string): string {
  return JSON.stringify(value);
}
