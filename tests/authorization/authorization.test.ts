// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// T23: who may call what, as the case rows say it, and as the procedures declare it.

import { openWorld, type Who, type World } from '@docket/kit/world';
import { describeError, inProcessRequest, listProcedures, type ProcedureInfo } from '@docket/router';
import { afterAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../packages/router/src/docket.ts';
import { type Case, casesOf, inputOf, rows } from '../cases/index.ts';
import { adminsOnly, everyone, type May, type Outcome, type Row } from '../cases/row.ts';

const world = await openWorld(afterAll);
const { ada, root } = world.users;
const procedures = new Map(listProcedures().map((procedure) => [procedure.name, procedure]));
const eachRow = Object.entries(rows);

test('there is a row for each procedure, and none for another', () => {
  expect(Object.keys(rows).sort()).toEqual([...procedures.keys()].sort());
});

/** What a declaration promises, whatever else a policy refuses. */
const promises: Record<ProcedureInfo['audience'], Partial<May>> = {
  public: everyone,
  signed_in: { anonymous: 'unauthenticated' },
  admin: adminsOnly,
};

test.each(listProcedures())('$name declares what its row says', ({ name, audience, scope }) => {
  expect(rows[name]?.may).toMatchObject(promises[audience]);
  expect(rows[name]?.scope ?? null).toBe(scope);
});

type Scope = Exclude<ProcedureInfo['scope'], 'any' | null>;

/** API tokens: what their scopes cover, and as whom they act. An admin's token without `admin` is any user's. */
type Token = { of: 'ada' | 'root'; scopes: Scope[]; covers: Scope[]; actsAs: 'ada' | 'bob' | 'root' };

const tokens: (Token & { secret: string })[] = await Promise.all(
  (
    [
      { of: 'ada', scopes: ['issues:read'], covers: ['issues:read'], actsAs: 'ada' },
      { of: 'ada', scopes: ['issues:write'], covers: ['issues:read', 'issues:write'], actsAs: 'ada' },
      { of: 'ada', scopes: ['users:read'], covers: ['users:read'], actsAs: 'ada' },
      { of: 'root', scopes: ['issues:write'], covers: ['issues:read', 'issues:write'], actsAs: 'bob' },
      { of: 'root', scopes: ['admin'], covers: ['issues:read', 'issues:write', 'users:read', 'admin'], actsAs: 'root' },
    ] satisfies Token[]
  ).map(async (token) => {
    const { token: secret } = await { ada, root }[token.of].caller.token.create({
      name: 'script',
      scopes: token.scopes,
    });
    return { ...token, secret };
  }),
);
const byCookie = await world.docket
  .caller('anonymous')
  .auth.startSession({ username: 'ada', password: 'correct horse battery staple' });
await world.keep();

type Call = { one?: Case | undefined; isCrossSite?: boolean };

/** What a call, the first success of the row when left out, comes to in an untouched world with these credentials. */
async function outcomeOf(name: string, credentials: Identity, call: Call = {}): Promise<Outcome> {
  await world.restore();
  const { one = casesOf(rowOf(name))[0], isCrossSite = false } = call;
  const cookie = one?.hasCookie === false ? undefined : world.cookie;
  const cookies = { get: () => cookie, set: () => undefined, clear: () => undefined };
  const ctx = await world.docket.createContext(credentials, inProcessRequest({ cookies, isCrossSite }));
  const input = inputOf(one ?? {}, world);
  try {
    await procedures.get(name)?.run({ ctx, input: () => input, signal: () => undefined });
    return 'ok';
  } catch (error) {
    return describeError(error).code;
  }
}

function rowOf(name: string): Row {
  const row = rows[name];
  if (!row) throw new Error(`${name} has no row`);
  return row;
}

function credentialsOf(who: Who, { users }: World): Identity {
  if (who === 'anonymous') return 'anonymous';
  return who === 'script' ? { system: 'script' } : users[who];
}

describe.each(eachRow)('%s', (name, row) => {
  test('answers as the row says, whoever calls', async () => {
    const outcomes: Record<string, Outcome> = {};
    for (const who of Object.keys(row.may) as Who[]) outcomes[who] = await outcomeOf(name, credentialsOf(who, world));
    expect(outcomes).toEqual(row.may);
  });

  test('answers as the scope of an API token says', async () => {
    for (const { secret, ...token } of tokens) {
      const outcome = await outcomeOf(name, { access_token: secret });
      expect([token, outcome]).toEqual([token, outcomeWithToken(row, token)]);
    }
  });

  test('answers in a session of a cookie as in any other, and to a page of another site only without the cookie', async () => {
    expect(await outcomeOf(name, byCookie)).toBe(row.may.ada);
    expect(await outcomeOf(name, byCookie, { isCrossSite: true })).toBe(
      touchesCookie.includes(name) ? 'cross_site_request' : row.may.ada,
    );
  });
});

function outcomeWithToken({ scope, may }: Row, { covers, actsAs }: Token): Outcome {
  if (scope === undefined) return may[actsAs];
  if (scope === null) return 'session_required';
  return scope === 'any' || covers.includes(scope) ? may[actsAs] : 'insufficient_scope';
}

/** What reads or sets the cookie of the session. */
const touchesCookie = ['auth.logout', 'auth.logoutAll', 'auth.startSession', 'auth.refreshSession', 'auth.readSession'];

type Recorded = { type: string; subject_id: string };

test.each(eachRow)('%s records the events that its row says, and none that it does not', async (name, row) => {
  for (const one of casesOf(row)) {
    await world.restore();
    const before = await events();
    const outcome = await outcomeOf(name, credentialsOf(one.as, world), { one });
    const added = (await events()).slice(before.length);
    const recorded = added.map(({ type, subject_id }) => [type, subjectOf(subject_id, before)]);
    expect([outcome, recorded]).toEqual([one.code ?? 'ok', one.events ?? []]);
  }
});

function events(): Promise<Recorded[]> {
  const all = world.docket.database.read.selectFrom('event').select(['type', 'subject_id']);
  return all.orderBy('position').execute();
}

/** What an event is about, by its name in the world; `new` for what no event was about before. */
function subjectOf(id: string, before: Recorded[]): string {
  const { users, ...things } = world;
  const named = { ada: users.ada.user, bob: users.bob.user, root: users.root.user, ...things };
  const [name] = Object.entries(named).find(([, one]) => typeof one === 'object' && 'id' in one && one.id === id) ?? [];
  return name ?? (before.some(({ subject_id }) => subject_id === id) ? 'known' : 'new');
}
