import type { ServedWorld } from '@docket/kit/world';
import { isMutation, listProcedures } from '@docket/router';
import { expect } from 'vitest';
import { type Case, inputOf } from '../cases/index.ts';
import { comparable, type Door } from './doors.ts';

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

/** What a call through a door comes to in a fresh world. Expects that it is told the position that it has to be told. */
export async function outcome(
  world: HeardWorld,
  door: Door,
  { procedure, one }: { procedure: string; one: Case },
): Promise<unknown> {
  await world.restore();
  const { as, hasCookie = true } = one;
  const seen = hasCookie ? world : { ...world, cookie: '' };
  world.heard.position = undefined;
  const came = comparable(await door(seen, { procedure, as, input: inputOf(one, world) }));
  expect(world.heard.position).toBe(await positionOf(world, procedure, one));
  return came;
}

/** What a call has to be told that was the last one: where its last event stands, if it was a mutation that worked. */
async function positionOf({ docket }: ServedWorld, procedure: string, { code }: Case): Promise<string | undefined> {
  const found = listProcedures().find(({ name }) => name === procedure);
  if (code || !found || !isMutation(found) || found.audience === 'public') return undefined;
  const { read } = docket.database;
  const { id } = await read.selectFrom('log').select('id').executeTakeFirstOrThrow();
  const last = await read.selectFrom('event').select('position').orderBy('position', 'desc').executeTakeFirst();
  return `${id}.${last?.position}`;
}
