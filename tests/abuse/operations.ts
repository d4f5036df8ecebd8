// Every operation of the REST API as the server itself documents it, and a valid request for each, so
// that an attack on all of them covers those that are added later.

import { randomUUID } from 'node:crypto';
import { restBindings } from '@docket/rest';
import { type Account, admin, logIn, PASSWORD, type Sent, send, signUp, type Target } from './testing.ts';

export const NOWHERE = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';

type Schema = { $ref?: string; properties?: Record<string, Schema>; examples?: Record<string, unknown>[] };

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
  query: string[];
  example: Record<string, unknown>;
};

type Documented = {
  operationId: string;
  security?: unknown[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
type PathItem = { servers?: { url: string }[] } & Record<'get' | 'post' | 'put' | 'patch' | 'delete', Documented>;
type Document = {
  paths: Record<string, PathItem>;
  servers: { url: string }[];
  components: { schemas: Record<string, Schema> };
};

export async function listOperations(target: Target): Promise<Operation[]> {
  const { json } = await send<Document>(target, 'GET /openapi.json');
  return Object.entries(json.paths).flatMap(([path, { servers = json.servers, ...methods }]) =>
    Object.entries(methods).map(([method, operation]) => {
      const prefix = servers[0]?.url === '/' ? '' : servers[0]?.url;
      return { method: method.toUpperCase(), path: prefix + path, ...described(json, operation) };
    }),
  );
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
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
    example: schema.examples?.[0] ?? {},
  };
}

/** Two users, an admin, and one of everything that belongs to Ada. */
export type Scene = {
  ada: Account;
  bob: Account;
  root: Account;
  /** The id of what stands at `/api/v1/…/NAME/{id}`, by that name. */
  ids: Record<string, string>;
};

let scenes = 0;

/** Makes a scene; names are new each time, so that one server can hold many. */
export async function makeScene(target: Target): Promise<Scene> {
  scenes += 1;
  const [ada, bob] = [await signUp(target, `ada${scenes}`), await signUp(target, `bob${scenes}`)];
  const create = async (path: string, json: object) => {
    const created = await send<{ id: string }>(target, `POST /api/v1/${path}`, { token: ada.access_token, json });
    if (created.status !== 201) throw new Error(`${path} was not made: ${created.text}`);
    return created.json.id;
  };
  const issues = await create('issues', { title: 'Crash', description: 'It crashes' });
  const comments = await create(`issues/${issues}/comments`, { body: 'It does' });
  const labels = await create('labels', { name: `bug${scenes}` });
  const tokens = await create('auth/tokens', { name: 'report', scopes: ['issues:read'] });
  const sessions = await firstId(target, 'GET /api/v1/auth/sessions', ada.access_token);
  const ids = { users: ada.id, issues, comments, labels, tokens, sessions };
  return { ada, bob, root: await admin(target), ids };
}

async function firstId(target: Target, route: string, token: string): Promise<string> {
  const { json } = await send<{ items: { id: string }[] }>(target, route, { token });
  return json.items[0]?.id ?? NOWHERE;
}

/** The route of an operation on what is in the scene, such as `PATCH /api/v1/issues/019a…`. */
export function routeTo({ method, path }: Operation, { ids }: Pick<Scene, 'ids'>): string {
  const [, kind = ''] = /(\w+)\/\{/.exec(path) ?? [];
  return `${method} ${path.replace(/\{\w+\}/, ids[kind] ?? NOWHERE)}`;
}

/** The documented example as a body that works: with names nobody has, and credentials that are good. */
export async function validBody(target: Target, { fields = [], example }: Operation): Promise<Record<string, unknown>> {
  const unique = `x${randomUUID().slice(0, 8)}`;
  const isLogin = fields.includes('username') && !fields.includes('email') && fields.includes('password');
  if (isLogin) return { username: 'root@example.org', password: PASSWORD };
  if ('refresh_token' in example) {
    return { refresh_token: (await logIn(target, 'root@example.org')).refresh_token };
  }
  return {
    ...example,
    ...('email' in example && { email: `${unique}@example.org` }),
    ...('username' in example && { username: unique }),
    ...('name' in example && { name: unique }),
  };
}

/** Sends an operation's valid request, changed as told. */
export async function sendValid(
  target: Target,
  { operation, scene, extra, ...sent }: Sent & { operation: Operation; scene: Scene; extra?: object },
) {
  const json = operation.fields && { ...(await validBody(target, operation)), ...extra };
  return send<Record<string, unknown>>(target, routeTo(operation, scene), { json, ...sent });
}
