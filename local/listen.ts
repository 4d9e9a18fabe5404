import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens; to close it cuts off whoever is connected. */
export type Listening = { url: string; port: number; close(): Promise<void> };

/** Has a server listen on 127.0.0.1, at a free port where none is named. Throws when the port is in use. */
export async function listen(server: Server, port = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use.`, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const given = portOf(server);
  return {
    url: `http://127.0.0.1:${given}`,
    port: given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// Its address is no path, since it listens at a port.
function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
