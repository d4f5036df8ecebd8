// Every operation of the REST API that is a procedure, as the server itself documents it, and a valid request for each,
// so that an attack on all of them covers those that are added later.

import { randomUUID } from 'node:crypto';
import { type Account, logIn, type Sent, type ServedTarget, send, signUp } from '@docket/kit/target';
import { bringWorldTo, worldFacts } from '@docket/kit/world';
import { restBindings } from '@docket/rest';
import type { ProcedureInfo } from '@docket/router';
import { inputOf, rows } from '../cases/index.ts';

export const NOWHERE = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';

type Schema = { $ref?: string; properties?: Record<string, Schema> };

export type Operation = {
  id: string;
  /** The same over tRPC. */
  procedure: string;
  kind: ProcedureInfo['kind'] | undefined;
  method: string;
  /** Such as `/api/v1/issues/{id}`. */
  path: string;
  isPublic: boolean;
  /** Fields of the input that the address stands for, such as `/users/me` for an id. */
  given: Record<string, string>;
  contentTypes: string[];
  /** The fields that a JSON body may have; undefined when none is taken. */
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
export async function listOperations(target: ServedTarget): Promise<Operation[]> {
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
  const binding = restBindings().find((one) => one.operationId === operationId);
  return {
    id: operationId,
    procedure: binding?.procedure.name ?? '',
    kind: binding?.procedure.kind,
    given: binding?.given ?? {},
    isPublic: security?.length === 0,
    contentTypes: Object.keys(content),
    fields: content['application/json'] && Object.keys(schema.properties ?? {}),
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
export async function makeScene(target: ServedTarget): Promise<Scene> {
  const facts = await bringWorldTo(target.database);
  const { users, issue, event, comment, attachment, label, milestone, webhook, delivery, project, token, newcomer } =
    facts;
  const account = async (name: keyof typeof users): Promise<Account> => {
    const { id, email } = users[name].user;
    return { id, email, username: name, ...(await logIn(target, name)) };
  };
  const [ada, bob, root] = [await account('ada'), await account('bob'), await account('root')];
  const ids = {
    users: ada.id,
    issues: issue.id,
    events: event.id,
    comments: comment.id,
    attachments: attachment.id,
    labels: label.id,
    milestones: milestone.id,
    webhooks: webhook.id,
    deliveries: delivery.id,
  };
  const others = {
    projects: project.id,
    members: ada.id,
    ...{ reactions: 'heart', relations: 'relates', type: facts.related.id },
    ...{ bulk: facts.bulk.id, views: facts.view.id, templates: facts.template.id },
    notifications: facts.notification.id,
    tokens: token.id,
    sessions: facts.session.id,
    newcomers: newcomer.id,
  };
  return { ada, bob, root, ids: { ...ids, ...others } };
}

/** A parameter of a path, after the name of what it is, or that of the parameter before it. */
const PARAMETER = /(?<=(\w+)\}?)\/\{(\w+)\}/g;

/** The id of what stands under a name in a path. Only who never had a login can be invited. */
function idAt(path: string, kind: string, { ids }: Pick<Scene, 'ids'>): string {
  return ids[path.endsWith('/invitation') ? 'newcomers' : kind] ?? NOWHERE;
}

/** The route of an operation on what is in the scene, such as `PATCH /api/v1/issues/019a…`. */
export function routeTo({ method, path }: Operation, scene: Pick<Scene, 'ids'>): string {
  return `${method} ${path.replace(PARAMETER, (_, kind: string) => `/${idAt(path, kind, scene)}`)}`;
}

/** The fields of the input that stand in the address. */
export function addressOf({ path, given }: Operation, scene: Scene): Record<string, string> {
  const fields = Array.from(path.matchAll(PARAMETER), ([, kind = '', name = '']) => [name, idAt(path, kind, scene)]);
  return { ...Object.fromEntries(fields), ...given };
}

/** A body that works again and again for an admin, as the case row of the procedure has it. */
export async function validBody(
  target: ServedTarget,
  { procedure, fields = [] }: Operation,
): Promise<Record<string, unknown>> {
  const row = rows[procedure];
  if (!row) throw new Error(`${procedure} has no row`);
  const fresh = {
    name: `x${randomUUID().slice(0, 8)}`,
    refresh_token: async () => (await logIn(target, 'root@example.org')).refresh_token,
    user: async () => (await signUp(target, `x${randomUUID().slice(0, 8)}`)).id,
  };
  const input = (await row.attack?.(fresh)) ?? inputOf(row.succeeds[0], await worldFacts());
  // What else there is stands in the address.
  return Object.fromEntries(Object.entries(input ?? {}).filter(([name]) => fields.includes(name)));
}

export const FORM_TYPE = 'multipart/form-data; boundary=x';

/** The beginning of a form, up to the content of its file. */
export const FORM_HEAD = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';

function form(content: string): string {
  return `${FORM_HEAD}${content}\r\n--x--\r\n`;
}

/** Sends an operation's valid request, changed as told: of an upload a form with a file. */
export async function sendValid(
  target: ServedTarget,
  { operation, scene, extra, ...sent }: Sent & { operation: Operation; scene: Scene; extra?: object },
) {
  if (operation.kind === 'upload') Object.assign(sent, { type: FORM_TYPE, body: form('a file') });
  const json = operation.fields && { ...(await validBody(target, operation)), ...extra };
  const end = operation.kind === 'feed' ? '?follow=false' : ''; // else it has none
  return send<Record<string, unknown>>(target, routeTo(operation, scene) + end, { json, ...sent });
}
