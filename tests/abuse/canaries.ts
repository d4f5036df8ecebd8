// What is secret, sent in every field and place, and looked for in the log.

import { runSql } from '@docket/kit/database';
import { call, cookiesOf, PASSWORD, SECRET_KEY, send, startServerForTest, type Target } from '@docket/kit/target';
import { expect } from 'vitest';
import { listOperations, makeScene, type Operation, routeTo, type Scene, validBody } from './operations.ts';

const CANARY = 'c4n4ry';

/** Names under which other programs log what a request brought along. */
const headers = {
  cookie: `docket_refresh=${CANARY}-1; __Host-docket_refresh=${CANARY}-2; session=${CANARY}-3`,
  'x-api-key': `${CANARY}-4`,
  'proxy-authorization': `Basic ${CANARY}-5`,
  'x-csrf-token': `${CANARY}-6`,
  referer: `https://app.example.org/reset?token=${CANARY}-7`,
  'user-agent': `${CANARY}-8`,
};

/** Sends each operation secrets in every field and place. */
async function sendCanaries(
  server: Target,
  operation: Operation,
  scene: Scene & { bodies: Map<string, object> },
): Promise<void> {
  const fields = [...(operation.fields ?? []), 'password', 'new_password', 'token', 'secret'];
  const values = Object.fromEntries(fields.map((name) => [name, `${CANARY} ${name}`]));
  const route = `${routeTo(operation, scene)}?token=${CANARY}&access_token=${CANARY}&password=${CANARY}`;
  const own = scene.ada.access_token;
  for (const token of [`${CANARY}.a.b`, own]) {
    await send(server, route, { token, json: operation.fields && values, headers });
  }
  await call(server, operation.procedure, { token: `${CANARY}.c.d`, input: values });
  if (!operation.fields) return;
  const valid = scene.bodies.get(operation.id) ?? {};
  const json = { ...valid, ...('password' in valid && { password: `${CANARY} right` }) };
  await send(server, route, { token: own, json, headers });
  await send(server, route, { body: `{"password": "${CANARY}`, headers });
}

/** Logs in, well and badly, and answers with the secrets that came back. */
async function logInAllWays(server: Target): Promise<string[]> {
  const username = 'root@example.org';
  const body = `username=${username}&password=${CANARY}&client_secret=${CANARY}`;
  await send(server, 'POST /token', { type: 'application/x-www-form-urlencoded', body });
  await send(server, 'POST /api/v1/auth/login', { json: { username, password: `${CANARY} wrong` } });
  const json = { username, password: PASSWORD };
  const session = await send<{ access_token: string }>(server, 'POST /api/v1/auth/session', { json });
  const cookie = cookiesOf(session);
  await send(server, 'POST /api/v1/auth/session/refresh', { headers: { cookie } });
  await send(server, `GET /%E0%A4%A?token=${CANARY}`);
  return session.status === 200 ? [session.json.access_token, ...cookie.split(/; |=/).filter(isSecret)] : [];
}

const isSecret = (text: string) => text.length > 30;

/**
 * No secret is in the log of a server with these settings that was sent secrets, also while it fails; nor in what it
 * has `told` others by then. Answers with the log.
 */
export async function expectNoSecretIn(
  settings: Record<string, string>,
  told: (server: Target) => string | Promise<string> = () => '',
): Promise<string> {
  const server = await startServerForTest(settings);
  const operations = await listOperations(server);
  const bodies = new Map<string, object>();
  const scene = { ...(await makeScene(server)), bodies };
  // Made now: the server will fail.
  for (const operation of operations) bodies.set(operation.id, await validBody(server, operation));
  const accounts = [scene.ada, scene.bob].flatMap((one) => [one.access_token, one.refresh_token]);
  const secrets = [CANARY, PASSWORD, SECRET_KEY, ...accounts];
  const attack = async () => {
    for (const operation of operations) await sendCanaries(server, operation, scene);
    return logInAllWays(server);
  };
  secrets.push(...(await attack()));
  expect(secrets.length).toBeGreaterThanOrEqual(9);
  // And again while the server fails, because errors bring along what they failed on.
  for (const table of ['session', 'issue', 'user'])
    await runSql(server.database, `alter table "${table}" rename to lost_${table}`);
  await attack();
  await send(server, 'GET /health', { headers: { 'x-request-id': 'the-last-one' } });

  const log = await server.logWith('the-last-one');
  expect(log).toMatch(/no such table|relation .* does not exist/); // it did fail
  const all = log + (await told(server));
  for (const secret of secrets) expect(all).not.toContain(secret);
  return log;
}
