import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Docket, type Identity, inProcessRequest, openDocket, type Settings } from '@docket/router';
import { sqliteFileOf } from '../database-address.ts';
import { CommandError } from '../failure.ts';
import type { Io } from '../io.ts';
import { isStream, type RestAnswer, type RestRequest, type Target } from './target.ts';

/**
 * The database of this machine. Without a user, calls are those of the script `cli`, which may do what an admin may.
 *
 * @throws CommandError when there is no database: only `start`, `migrate up` and `restore` make one
 */
export async function openLocal(io: Io, user: string | undefined): Promise<Target> {
  const settings = io.settings();
  refuseMissing(settings);
  const docket = await openDocket({ ...settings, MIGRATE_ON_START: false });
  const identity: Identity = user === undefined ? { system: 'cli' } : { user };
  return {
    caller: docket.caller(identity),
    send: (request) => send(docket, identity, request),
    pages: settings.APP_URL,
    close: () => docket.close(),
  };
}

/** @throws CommandError when the database of this machine is a file that is not there */
export function refuseMissing({ DATABASE_URL }: Settings): void {
  const file = sqliteFileOf(DATABASE_URL);
  if (file === undefined || existsSync(file)) return;
  throw new CommandError(
    `There is no database ${resolve(file)}: go to the folder where the server was started, name it in DATABASE_URL, log in to a server with "./docket login --server URL", or make it with "./docket migrate up"`,
  );
}

/** Answers as a server would, without one. */
async function send(docket: Docket, identity: Identity, { method, path, body }: RestRequest): Promise<RestAnswer> {
  const [{ fastify }, { answerWithProblems, restApi }] = await Promise.all([import('fastify'), import('@docket/rest')]);
  const app = fastify();
  answerWithProblems(app);
  await app.register(restApi, {
    createContext: () => docket.createContext(identity, inProcessRequest()),
    lengths: docket.settings,
  });
  const answer = await app.inject({
    method: method as 'GET', // any other is answered with 404 or 405
    url: path,
    ...(body !== undefined && { payload: body, headers: { 'content-type': 'application/json' } }),
    payloadAsStream: true,
  });
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  );
  const content = answer.stream();
  if (isStream(answer.headers['content-type'])) {
    return { status: answer.statusCode, headers, pieces: content.setEncoding('utf8') };
  }
  const whole = await text(content);
  await app.close();
  return { status: answer.statusCode, headers, body: whole };
}
