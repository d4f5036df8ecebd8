import { closeSync, constants, copyFileSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../benched-server.ts';
import { SERVER_CORE } from '../pinned.ts';
import { type Peer, startPeer } from './peer-process.ts';
import { inProcess, openapi, orpc, type Protocol, rest, restAlone, trpc } from './protocols.ts';

/** A line of the table: a server, and how it is spoken to. */
export type Line = { name: string; server: Server; protocol: Protocol };

/** A process with a copy of the database. Several lines may have the same. */
type Server = { name: string; start(folder: string): Promise<Peer> };

const floor = peer('floor', 'floor.ts');
const floorPlainly = peer('floor-plainly', 'floor.ts', ['--plainly']);
const singly = peer('singly', 'floor.ts', ['--one-commit-each']);
const docket: Server = { name: 'docket', start: (folder) => startServer(folder, { core: SERVER_CORE }) };

function peer(name: string, script: string, options: string[] = []): Server {
  return { name, start: (folder) => startPeer(script, [folder, ...options]) };
}

/** The field, the floor first: all others are compared with it. */
export const LINES: Line[] = [
  { name: 'floor', server: floor, protocol: restAlone },
  { name: 'floor, plainly', server: floorPlainly, protocol: restAlone },
  { name: 'floor, a commit each', server: singly, protocol: restAlone },
  { name: 'Fastify, plainly', server: peer('plain', 'plain.ts'), protocol: rest },
  { name: 'Hono', server: peer('hono', 'hono.ts'), protocol: rest },
  { name: 'oRPC', server: peer('orpc', 'orpc.ts'), protocol: orpc },
  { name: 'tRPC adapter', server: peer('trpc-adapter', 'trpc-adapter.ts'), protocol: trpc },
  { name: 'trpc-to-openapi', server: peer('trpc-to-openapi', 'trpc-to-openapi.ts'), protocol: openapi },
  { name: 'Docket, tRPC', server: docket, protocol: trpc },
  { name: 'Docket, REST', server: docket, protocol: rest },
  { name: 'Docket, caller', server: peer('caller', 'caller.ts'), protocol: inProcess },
];

/** Gives each server a copy of the database and starts it; `started` is told of each. */
export async function startAll(lines: Line[], prepared: string, started: (peer: Peer) => void): Promise<Running> {
  const servers = [...new Set(lines.map((line) => line.server))];
  const starting = servers.map(async (server) => {
    const folder = join(prepared, server.name);
    mkdirSync(folder, { recursive: true });
    copyToDisk(join(prepared, 'docket.db'), join(folder, 'docket.db'));
    const peer = await server.start(folder);
    started(peer);
    return [server, peer] as const;
  });
  const settled = await Promise.allSettled(starting);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

/** What the system still had to write would be measured with whoever waits for the disk. */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE); // shares what neither has changed, where the file system can
  const copy = openSync(to, 'r+');
  fsyncSync(copy);
  closeSync(copy);
}

export type Running = Map<Server, Peer>;
