// What stands in front of a server, such as PostgreSQL or Docket, and can fail as a network does.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Proxy = {
  /** The address of the server by way of the proxy. */
  url: string;
  /** Connections stay open and new ones are taken, but nothing passes any more. */
  fallSilent(): void;
  /** Passes the next message with this text on, and cuts the connection in place of the answer. */
  cutAnswerTo(text: string): void;
  /** Connections end, and new ones are taken. */
  cut(): void;
  /** Connections end, and new ones are refused. */
  close(): Promise<void>;
};

/** Stands in front of a server until the test ends. */
export async function startProxy(url: string): Promise<Proxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let cutAt: string | undefined;

  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    let isCut = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (!isSilent) for (const other of [client, server]) other.destroy();
      });
    }
    client.on('data', (data) => {
      if (isSilent) return;
      isCut = cutAt !== undefined && data.includes(cutAt);
      if (isCut) cutAt = undefined;
      server.write(data);
    });
    server.on('data', (data) => {
      if (isCut) client.destroy();
      else if (!isSilent) client.write(data);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }
  async function close(): Promise<void> {
    proxy.close();
    cut();
  }
  onTestFinished(close);
  const address = new URL(url);
  address.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    url: address.href,
    fallSilent: () => {
      isSilent = true;
    },
    cutAnswerTo: (text) => {
      cutAt = text;
    },
    cut,
    close,
  };
}
