import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';
import { listProcedures } from '../src/catalog.ts';
import { inProcessRequest } from '../src/core/request.ts';
import type { Scope } from '../src/core/scopes.ts';
import type { Credentials } from '../src/docket.ts';
import type { Audience } from '../src/procedures/access.ts';
import { callerOf } from '../src/procedures/caller.ts';
import { api } from '../src/root.ts';
import {
  adminsOnly,
  credentials,
  everyone,
  kinds,
  type Outcome,
  type Row,
  type Scene,
  table,
  texts,
} from './authorization-table.ts';

/** What an access level promises, whatever else a policy refuses. */
const promises: Record<Audience, Partial<Row>> = {
  public: everyone,
  signed_in: { anonymous: 'unauthenticated' },
  admin: adminsOnly,
};

test('has a row for every procedure', () => {
  const names = listProcedures().map(({ name }) => name);
  expect(Object.keys(table).sort()).toEqual(names.sort());
});

test.each(listProcedures())('declares for $name what the table says', ({ name, audience, scope }) => {
  expect(table[name]).toMatchObject(promises[audience]);
  expect(table[name]?.scope ?? null).toBe(scope);
});

const docket = await openTestDocket({}, afterAll);
const mutations = new Set(listProcedures().flatMap(({ name, kind }) => (kind !== 'query' ? [name] : [])));
let scenes = 0;

async function setTheScene(): Promise<Scene> {
  scenes += 1;
  const owner = await docket.createUser(`owner${scenes}`);
  const other = await docket.createUser(`other${scenes}`);
  const admin = await docket.createUser(`admin${scenes}`, 'admin');
  const issue = await owner.caller.issue.create(texts);
  const comment = await owner.caller.comment.create({ issue_id: issue.id, body: 'Mine' });
  const label = await owner.caller.label.create({ name: `bug${scenes}` });
  const token = await owner.caller.token.create({ name: 'mine', scopes: ['issues:read'] });
  const [session] = (await owner.caller.session.list({})).items;
  if (!session) throw new Error('the owner has no session');
  const reset_token = await docket.createResetToken(owner);
  return { name: `new${scenes}`, owner, other, admin, issue, comment, label, token, session, reset_token };
}

/** The scene that nobody has changed yet. */
let untouched: Scene | undefined;

type Call = { credentialsOf(scene: Scene): Credentials | Promise<Credentials>; isCrossSite?: boolean };

/** A scene serves until a mutation works on it: neither a query nor what is refused changes anything. */
async function outcomeOf([name, row]: [string, Row], { credentialsOf, isCrossSite = false }: Call): Promise<string> {
  untouched ??= await setTheScene();
  const scene = untouched;
  const credentials = await credentialsOf(scene);
  // The owner's refresh token, which only session procedures look at.
  const cookies = { get: () => scene.owner.refresh_token, set: () => undefined, clear: () => undefined };
  const request = inProcessRequest({ cookies, isCrossSite });
  const caller = callerOf(api, () => docket.createContext(credentials, request));
  const call = row.call(caller, scene);
  const works = await call.then(
    () => true,
    () => false,
  );
  if (works && mutations.has(name)) untouched = undefined;
  return works ? 'ok' : (await refusalOf(call)).code;
}

test.each(Object.entries(table))('answers to %s as the table says, whoever calls', async (name, row) => {
  const outcomes: Record<string, string> = {};
  for (const kind of kinds) {
    const credentialsOf = (scene: Scene) => {
      if (kind === 'anonymous') return 'anonymous';
      return kind === 'script' ? { system: 'script' } : scene[kind];
    };
    outcomes[kind] = await outcomeOf([name, row], { credentialsOf });
  }
  const { anonymous, owner, other, admin, script } = row;
  expect(outcomes).toEqual({ anonymous, owner, other, admin, script });
});

/** API tokens: what their scopes cover, and as whom they act. An admin's token without `admin` is any user's. */
type Token = { of: 'owner' | 'admin'; scopes: Scope[]; covers: Scope[]; actsAs: 'owner' | 'other' | 'admin' };

const tokens: Token[] = [
  { of: 'owner', scopes: ['issues:read'], covers: ['issues:read'], actsAs: 'owner' },
  { of: 'owner', scopes: ['issues:write'], covers: ['issues:read', 'issues:write'], actsAs: 'owner' },
  { of: 'owner', scopes: ['users:read'], covers: ['users:read'], actsAs: 'owner' },
  { of: 'admin', scopes: ['issues:write'], covers: ['issues:read', 'issues:write'], actsAs: 'other' },
  { of: 'admin', scopes: ['admin'], covers: ['issues:read', 'issues:write', 'users:read', 'admin'], actsAs: 'admin' },
];

function outcomeWithToken(row: Row, { covers, actsAs }: Token): Outcome {
  if (row.scope === undefined) return row[actsAs];
  if (row.scope === null) return 'session_required';
  return covers.includes(row.scope) ? row[actsAs] : 'insufficient_scope';
}

test.each(Object.entries(table))('answers to %s as the scope of an API token says', async (name, row) => {
  for (const token of tokens) {
    const credentialsOf = async (scene: Scene) => {
      const made = await scene[token.of].caller.token.create({ name: 'script', scopes: token.scopes });
      return { access_token: made.token };
    };
    expect([token, await outcomeOf([name, row], { credentialsOf })]).toEqual([token, outcomeWithToken(row, token)]);
  }
});

const byCookie = (scene: Scene) => docket.caller('anonymous').auth.startSession(credentials(scene));

test.each(Object.entries(table))('answers to %s in a session of a cookie as in any other', async (name, row) => {
  expect(await outcomeOf([name, row], { credentialsOf: byCookie })).toBe(row.owner);
});

/** What reads or sets the cookie of the session. */
const touchesCookie = ['auth.logout', 'auth.logoutAll', 'auth.startSession', 'auth.refreshSession'];

test.each(Object.entries(table))(
  'lets a page of another site call %s only if it needs no cookie',
  async (name, row) => {
    const outcome = await outcomeOf([name, row], { credentialsOf: byCookie, isCrossSite: true });
    expect(outcome).toBe(touchesCookie.includes(name) ? 'cross_site_request' : row.owner);
  },
);
