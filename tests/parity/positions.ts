import type { ServedWorld } from '@docket/kit/world';
import { listProcedures } from '@docket/router';
import type { Case } from '../cases/index.ts';

/** A world whose doors note the position that a call is told. */
export type HeardWorld = ServedWorld & { heard: { position: string | undefined } };

export function hearing(world: ServedWorld): HeardWorld {
  const { server } = world;
  const heard: HeardWorld['heard'] = { position: undefined };
  const hear = (position: string | null) => {
    heard.position = position ?? heard.position;
  };
  const caller: typeof server.docket.caller = (credentials, options) =>
    server.docket.caller(credentials, { ...options, onPosition: hear });
  const fetch: typeof server.fetch = async (url, init) => {
    const response = await server.fetch(url, init);
    hear(response.headers.get('docket-position'));
    return response;
  };
  return { ...world, heard, server: { ...server, fetch, docket: { ...server.docket, caller } } };
}

/** What a call has to be told that was the last one: where its last event stands, if it was a mutation that worked. */
export async function positionOf(
  { docket }: ServedWorld,
  procedure: string,
  { code }: Case,
): Promise<string | undefined> {
  const { kind, audience } = listProcedures().find(({ name }) => name === procedure) ?? {};
  if (code || kind === 'query' || audience === 'public') return undefined;
  const { read } = docket.database;
  const { id } = await read.selectFrom('log').select('id').executeTakeFirstOrThrow();
  const last = await read.selectFrom('event').select('position').orderBy('position', 'desc').executeTakeFirst();
  return `${id}.${last?.position}`;
}
