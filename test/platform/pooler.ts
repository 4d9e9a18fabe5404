import { once } from 'node:events';
import { createServer } from 'node:net';
import pg from 'pg';

const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

/** A pool of one connection in front of a database, as PgBouncer keeps them: it outlives whoever used it. One at a time. */
export async function startPooler(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  // It loses its connection when the pool is closed.
  client.on('error', () => {});
  await client.connect();
  const upstream = client.connection.stream;
  upstream.removeAllListeners('data');
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(AUTHENTICATED);
      socket.on('data', (chunk: Buffer) => (TERMINATE.equals(chunk) ? socket.end() : upstream.write(chunk)));
    });
    const answer = (chunk: Buffer) => socket.write(chunk);
    upstream.on('data', answer);
    socket.on('close', () => upstream.off('data', answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const pooled = new URL(url);
  pooled.port = String(typeof address === 'object' ? address?.port : '');
  return {
    url: pooled.href,
    async close() {
      server.close();
      upstream.destroy();
    },
  };
}
