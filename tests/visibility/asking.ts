// Asks a procedure through doors, and keeps all that a caller could learn from: the answer, its fields, and how much work it was.

import type { ServedWorld } from '@docket/kit/world';
import { type Binding, restBindings } from '@docket/rest';
import { describeError, type Identity, listProcedures, type Observer } from '@docket/router';
import { at, bodyOf, comparable, wholeOf } from '../parity/doors.ts';

export type Asked = { procedure: string; input: unknown; token: string | undefined; system?: string | undefined };

/** What a caller learns. */
export type Learnt = { said: unknown; statements: string[] };

export type Asking = (world: ServedWorld, asked: Asked) => Promise<Learnt>;

/** The statements that ran since they were taken out. */
const ran: string[] = [];

/** Not those around transactions, nor those whose answers are remembered until something is committed. */
const ANYWAY =
  /^(begin|savepoint|release|rollback|commit|start)|"counter"|"auth_version"|"token_hash" = |"archived_at" from "project"$|"project_member"\."user_id" = /;

export const observer: Observer = {
  database: {
    statement({ sql }) {
      if (!ANYWAY.test(sql)) ran.push(sql);
    },
  },
};

/** Limits would write now and then. */
export const unlimited = Object.fromEntries(
  ['READS', 'WRITES', 'CONTENT', 'LOGINS', 'SIGNUPS'].map((kind) => [`RATE_LIMIT_${kind}`, '0']),
);

export const procedures = new Map(listProcedures().map((procedure) => [procedure.name, procedure]));

const bindings = new Map(
  restBindings().flatMap((binding) => (binding.isAlias ? [] : [[binding.procedure.name, binding] as const])),
);

/** In process. */
export const askCaller: Asking = async ({ docket, cookie, users }, { procedure, input, token, system }) => {
  const known: Identity = token === undefined ? 'anonymous' : { access_token: token };
  const identity = system === undefined ? known : { system };
  const caller = docket.caller(identity, {
    cookies: { get: () => cookie, set: () => undefined, clear: () => undefined },
  });
  const wasMember = token === users.ada.access_token;
  return learning({ wasMember }, () =>
    at(
      caller,
      procedure,
    )(input)
      .then(wholeOf)
      .then(
        (data) => ({ data }),
        (error: unknown) => ({ error: describeError(error) }),
      ),
  );
};

/** Over REST, with all fields of the answer but those that differ from call to call. */
export const askRest: Asking = ({ server, cookie, users }, asked) => {
  const { method, url, payload } = requestOf(asked);
  const isForm = procedures.get(asked.procedure)?.kind === 'upload';
  const wasMember = asked.token === users.ada.access_token;
  return learning({ wasMember }, async () => {
    const sent = payload && new Response(bodyOf(new Map(Object.entries(payload)), { headers: {}, isForm }).body);
    const type = isForm ? sent?.headers.get('content-type') : 'application/json';
    const headers = { cookie: `docket_refresh=${cookie}`, ...(sent && type && { 'content-type': type }) };
    const answer = await server.request({
      method,
      url,
      headers,
      ...(sent && { payload: Buffer.from(await sent.arrayBuffer()) }),
      ...(asked.token !== undefined && { token: asked.token }),
    });
    const fields = Object.entries(answer.headers).filter(([name]) => !DIFFERENT.includes(name));
    return { status: answer.statusCode, fields: Object.fromEntries(fields), body: readJson(answer.body) };
  });
};

/** Of each answer, or of what was made just then. */
const DIFFERENT = [
  'date',
  'etag',
  'x-request-id',
  'ratelimit',
  'docket-position',
  'set-cookie',
  'x-process-time',
  'content-length',
];

function readJson(body: string): unknown {
  if (body === '') return null;
  if (!/^[{[].*[}\]]$/.test(body)) return body; // no JSON, or lines of it
  const { request_id: _, ...read } = JSON.parse(body) as Record<string, unknown>;
  return read;
}

/** What a procedure takes, as the document says it. */
export function declaredInput(procedure: string): ReturnType<Binding['declared']>['schema'] {
  return (bindings.get(procedure) as Binding).declared().schema;
}

/** The request that a call is over REST. */
function requestOf({ procedure, input }: Pick<Asked, 'procedure' | 'input'>) {
  const { method, path } = bindings.get(procedure) as Binding; // each has one
  const fields = new Map(Object.entries((input ?? {}) as Record<string, unknown>));
  const address = path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = encodeURIComponent(String(fields.get(name)));
    fields.delete(name);
    return value;
  });
  const inQuery = method === 'GET' || method === 'DELETE';
  const query = new URLSearchParams(
    inQuery ? [...fields].flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])) : [],
  );
  const url = query.size > 0 ? `${address}?${query}` : address;
  return { method, url, ...(!inQuery && { payload: Object.fromEntries(fields) }) };
}

async function learning({ wasMember }: { wasMember: boolean }, ask: () => Promise<object>): Promise<Learnt> {
  ran.length = 0;
  const said = await ask();
  const told = wasMember ? withoutLosses(said) : said;
  return { said: withoutPlaces(comparable(told as never)), statements: [...ran] };
}

/** A former member is told, once, that the project is gone: a copy has to forget it. */
function withoutLosses(said: object): object {
  const isLoss = (one: unknown) => has(one, { type: 'project', deleted: true });
  const isEmptied = (one: unknown) =>
    has(one, { reset: false }) && (one as { changes?: unknown[] }).changes?.length === 0;
  return JSON.parse(JSON.stringify(said), (_name, value: unknown) => {
    if (Array.isArray(value)) return value.filter((one) => !isLoss(one) && !isEmptied(one));
    return typeof value === 'string' ? value.replace(LOSSES_IN_FRAMES, '') : value;
  });
}

const LOSSES_IN_FRAMES =
  /id: .*\n(event: .*\n)?data: .*"changes":\[\{"type":"project","id":"[^"]*","deleted":true\}\].*\n\n/g;

function has(one: unknown, fields: Record<string, unknown>): boolean {
  return Object.entries(fields).every(([name, value]) => (one as Record<string, unknown> | null)?.[name] === value);
}

/** Positions in the log differ, as that of all projects is one. */
function withoutPlaces(said: unknown): unknown {
  return JSON.parse(JSON.stringify(said).replace(/[0-9a-f]{16}\.\d+/g, 'POSITION'));
}

/** Refused for another reason than rights, after these were found. */
const BESIDE = 'project_not_empty';

/** What a call came to, as the data of rights says it. */
export function outcomeOf(said: unknown): string {
  const { error, status, body } = said as { error?: { code: string }; status?: number; body?: { code?: string } };
  const code = error?.code ?? ((status ?? 200) < 400 ? 'ok' : (body?.code ?? 'none'));
  if (/_not_found$/.test(code) || (code === 'validation_failed' && JSON.stringify(said).includes('unknown_project')))
    return 'unseen';
  return code === BESIDE ? 'ok' : code;
}
