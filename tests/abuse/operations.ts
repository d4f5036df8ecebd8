// Every operation of the REST API that is a procedure, as the server itself documents it, and a valid request for each,
// so that an attack on all of them covers those that are added later.

import { randomUUID } from 'node:crypto';
import { type Account, logIn, type Sent, send, type Target } from '@docket/kit/target';
import { bringWorldTo, worldFacts } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import { inputOf, rows } from '../cases/index.ts';

export const NOWHERE = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';

type Schema = { $ref?: string; properties?: Record<string, Schema> };

export type Operation = {
  id: string;
  /** The same over tRPC. */
  procedure: string;
  method: string;
  /** Such as `/api/v1/issues/{id}`. */
  path: string;
  isPublic: boolean;
  contentTypes: string[];
  /** The fields that the body may have; undefined when there is no body. */
  fields: string[] | undefined;
  /** Bytes that the body may have. */
  maxBodyBytes: number | undefined;
  query: string[];
};

type Documented = {
  operationId: string;
  security?: unknown[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }>; 'x-max-body-bytes': number };
};
type PathItem = { servers?: { url: string }[] } & Record<'get' | 'post' | 'put' | 'patch' | 'delete', Documented>;
type Document = {
  paths: Record<string, PathItem>;
  servers: { url: string }[];
  components: { schemas: Record<string, Schema> };
};

let asked: Promise<Document> | undefined;

/** The operations that a server documents. The first that is asked tells of all: to make the document costs each a start. */
export async function listOperations(target: Target): Promise<Operation[]> {
  asked ??= send<Document>(target, 'GET /openapi.json').then(({ json }) => json);
  const json = await asked;
  const operations = Object.entries(json.paths).flatMap(([path, { servers = json.servers, ...methods }]) =>
    Object.entries(methods).map(([method, operation]) => {
      const prefix = servers[0]?.url === '/' ? '' : servers[0]?.url;
      return { method: method.toUpperCase(), path: prefix + path, ...described(json, operation) };
    }),
  );
  return operations.filter(({ procedure }) => procedure !== '');
}

function described({ components }: Document, { operationId, security, parameters = [], requestBody }: Documented) {
  const content = requestBody?.content ?? {};
  const { $ref, ...inline } = content['application/json']?.schema ?? {};
  const schema = ($ref && components.schemas[$ref.replace('#/components/schemas/', '')]) || inline;
  return {
    id: operationId,
    procedure: restBindings().find((binding) => binding.operationId === operationId)?.procedure.name ?? '',
    isPublic: security?.length === 0,
    contentTypes: Object.keys(content),
    fields: requestBody && Object.keys(schema.properties ?? {}),
    maxBodyBytes: requestBody?.['x-max-body-bytes'],
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  };
}

/** Two users, an admin, and one of everything that belongs to Ada, behind a server that runs. */
export type Scene = {
  ada: Account;
  bob: Account;
  root: Account;
  /** The id of what stands at `/api/v1/…/NAME/{id}`, by that name. */
  ids: Record<string, string>;
};

/** Puts the world into the database of a server, in place of what was there, and logs its users in. */
export async function makeScene(target: Target): Promise<Scene> {
  const facts = await bringWorldTo(target.database);
  const { users, issue, event, comment, label, token } = facts;
  const account = async (name: keyof typeof users): Promise<Account> => {
    const { id, email } = users[name].user;
    return { id, email, username: name, ...(await logIn(target, name)) };
  };
  const [ada, bob, root] = [await account('ada'), await account('bob'), await account('root')];
  const ids = { users: ada.id, issues: issue.id, events: event.id, comments: comment.id, labels: label.id };
  return { ada, bob, root, ids: { ...ids, tokens: token.id, sessions: facts.session.id } };
}

/** The route of an operation on what is in the scene, such as `PATCH /api/v1/issues/019a…`. */
export function routeTo({ method, path }: Operation, { ids }: Pick<Scene, 'ids'>): string {
  const [, kind = ''] = /(\w+)\/\{/.exec(path) ?? [];
  return `${method} ${path.replace(/\{\w+\}/, ids[kind] ?? NOWHERE)}`;
}

/** A body that works again and again for an admin, as the case row of the procedure has it. */
export async function validBody(
  target: Target,
  { procedure, fields = [] }: Operation,
): Promise<Record<string, unknown>> {
  const row = rows[procedure];
  if (!row) throw new Error(`${procedure} has no row`);
  const fresh = {
    name: `x${randomUUID().slice(0, 8)}`,
    refresh_token: async () => (await logIn(target, 'root@example.org')).refresh_token,
  };
  const input = (await row.attack?.(fresh)) ?? inputOf(row.succeeds[0], await worldFacts());
  // What else there is stands in the address.
  return Object.fromEntries(Object.entries(input ?? {}).filter(([name]) => fields.includes(name)));
}

/** Sends an operation's valid request, changed as told. */
export async function sendValid(
  target: Target,
  { operation, scene, extra, ...sent }: Sent & { operation: Operation; scene: Scene; extra?: object },
) {
  const json = operation.fields && { ...(await validBody(target, operation)), ...extra };
  return send<Record<string, unknown>>(target, routeTo(operation, scene), { json, ...sent });
}
