import { connect, createServer } from 'node:net';

/** Stands before a server on 127.0.0.1 and holds back all that goes to it: `node bench/delay.ts PORT TO MS`. */
const [port, to, ms] = process.argv.slice(2).map(Number);
if (port === undefined || to === undefined || ms === undefined) throw new Error('node bench/delay.ts PORT TO MS');

createServer({ noDelay: true }, (client) => {
  const server = connect({ host: '127.0.0.1', port: to, noDelay: true });
  // Timers of one length ring in the order in which they were set.
  client.on('data', (chunk) => setTimeout(() => server.write(chunk), ms));
  server.on('data', (chunk) => client.write(chunk));
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('close', () => other.destroy());
    one.on('error', () => other.destroy());
  }
}).listen(port, '127.0.0.1');
