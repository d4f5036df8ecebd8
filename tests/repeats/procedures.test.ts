// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// A call that is made again with its Idempotency-Key is done once: every procedure, through every door that has keys.

import { createDocketClient } from '@docket/client';
import { allRows } from '@docket/kit/both-engines';
import { serveWorld } from '@docket/kit/world';
import { type Binding, restBindings } from '@docket/rest';
import { isMutation, listProcedures, type ProcedureInfo } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';
import { at } from '../parity/doors.ts';

const world = await serveWorld(afterAll);

/** `uploads.test.ts` is about them. */
const isUpload = ({ kind }: ProcedureInfo) => kind === 'upload';

const mutations = listProcedures().filter(isMutation);
const keyed = mutations.filter((one) => one.takesKey && !isUpload(one));

const { items: sessions } = await world.users.ada.caller.session.list({});
const otherSession = sessions.find(({ is_current }) => !is_current) ?? world.session;

/** What the first success of a procedure is called with. Whoever ends the session of the call cannot repeat that. */
function callOf(procedure: string) {
  const [success] = rows[procedure]?.succeeds ?? [];
  const who = success && success.as !== 'anonymous' ? world.users[success.as] : undefined;
  const input = inputOf(success ?? {}, { ...world, session: otherSession }) as Record<string, unknown>;
  return { token: who?.access_token ?? '', input };
}

/** All rows but those of the keys themselves, and of limits. */
async function contents(): Promise<object> {
  const { idempotency_key: _keys, rate_limit: _limits, ...others } = await allRows(world.docket.database);
  return others;
}

function send({ method, path }: Binding, { token, input = {} }: Partial<ReturnType<typeof callOf>>, key: string) {
  const { fields, address } = filled(path, input);
  const isInAddress = method === 'DELETE';
  const query = isInAddress ? `?${new URLSearchParams(fields as Record<string, string>)}` : '';
  return world.server.request({
    method,
    url: address + query,
    headers: { 'idempotency-key': key },
    ...(token !== undefined && { token }),
    ...(!isInAddress && { payload: fields }),
  });
}

function filled(path: string, input: Record<string, unknown>) {
  const fields = { ...input };
  const address = path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = encodeURIComponent(String(fields[name]));
    delete fields[name];
    return value;
  });
  return { fields, address };
}

test('every procedure that writes takes a key, unless nobody is known to keep it for or the call ends what it came with', () => {
  const others = mutations.filter(({ takesKey }) => !takesKey);
  const known = others.flatMap(({ name, audience }) => (audience === 'public' ? [] : name));
  expect(known).toEqual(['auth.logout', 'auth.logoutAll', 'password.change']);
  expect(keyed.length).toBeGreaterThan(15);
});

test('what answers with a secret says so, so that the answer is not kept', () => {
  const fieldsOf = (output: object) => Object.keys('shape' in output ? (output.shape as object) : {});
  const secrets = keyed.filter(({ output }) => fieldsOf(output).some((name) => /token$|secret|password/.test(name)));
  expect(secrets.map(({ name }) => name)).toEqual(['token.create', 'webhook.create', 'webhook.rotate']);
  expect(keyed.filter(({ answersSecret }) => answersSecret)).toEqual(secrets);
});

const bindings = restBindings().filter(({ procedure }) => procedure.takesKey && !isUpload(procedure));

test.each(bindings.map((one) => [`${one.method} ${one.path}`, one] as const))(
  '%s with a key is done once, and answers as it did',
  async (_, binding) => {
    await world.restore();
    const call = callOf(binding.procedure.name);
    const first = await send(binding, call, 'k-1');
    expect(first.statusCode).toBe(binding.status);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const after = await contents();

    const again = await send(binding, call, 'k-1');
    expect(await contents()).toEqual(after);
    if (binding.procedure.answersSecret) {
      expect([again.statusCode, again.json().code]).toEqual([409, 'idempotency_answer_not_kept']);
      expect(JSON.stringify(await allRows(world.docket.database))).not.toContain(first.json().token);
      return;
    }
    expect([again.statusCode, again.body]).toEqual([first.statusCode, first.body]);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.headers['idempotency-replayed']).toBe('true');
  },
);

test.each(keyed.map(({ name }) => name))('%s is done once, too, through the typed client', async (procedure) => {
  await world.restore();
  const { token, input } = callOf(procedure);
  const client = createDocketClient({ url: await world.server.listen(), token });
  const mutate = at(client, `${procedure}.mutate`) as (input: unknown, options: object) => Promise<unknown>;
  const options = { context: { idempotency_key: 'k-2' } };
  const first = await mutate(input, options);
  const after = await contents();
  const again = mutate(input, options);
  if (keyed.find(({ name }) => name === procedure)?.answersSecret) {
    await expect(again).rejects.toMatchObject({ data: { code: 'idempotency_answer_not_kept' } });
  } else {
    expect(await again).toEqual(first);
  }
  expect(await contents()).toEqual(after);
});

describe('a procedure that takes no key', () => {
  const others = restBindings().filter(({ method, procedure }) => method === 'POST' && !procedure.takesKey);

  test.each(others.map((one) => [one.path, one] as const))('POST %s leaves one aside', async (_, binding) => {
    await world.restore();
    const { token, input } = callOf(binding.procedure.name);
    const { fields, address } = filled(binding.path, input ?? {});
    const headers = { cookie: `docket_refresh=${world.cookie}`, 'idempotency-key': '' };
    const answer = await world.server.request({ method: 'POST', url: address, token, headers, payload: fields });
    expect(answer.statusCode).toBe(binding.status);
    expect((await allRows(world.docket.database))['idempotency_key']).toEqual([]);
  });
});
