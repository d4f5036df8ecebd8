import { expect, test, vi } from 'vitest';
import { openTestDocket } from '../../testing.ts';
import { BearerTokens } from './bearer-tokens.ts';

/** A Docket where Ada is logged in and has an API token, and BearerTokens of its own on that database. */
async function remember() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const { token } = await ada.caller.token.create({ name: 'script', scopes: ['issues:read'] });
  const tokens = new BearerTokens(docket.database, docket.settings);
  const actorOf = (one: string) => tokens.actorOf(one, docket.clock.now.toISOString());
  return { docket, ada, token, actorOf, tokens };
}

test('asks the database once about a token, and again only after somebody has written', async () => {
  const { docket, ada, token, actorOf } = await remember();
  const selectFrom = vi.spyOn(docket.database.read, 'selectFrom');
  const actorAndQueries = async (one: string) => {
    selectFrom.mockClear();
    return { ...(await actorOf(one)), queries: selectFrom.mock.calls.length };
  };
  for (const one of [ada.access_token, token]) {
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 1 });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 0 });
    await ada.caller.label.create({ name: `label ${one.length}` });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 1 });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 0 });
  }
  await docket.caller({ system: 'test' }).user.update({ id: ada.user.id, is_active: false });
  for (const one of [ada.access_token, token]) {
    expect(await actorOf(one)).toMatchObject({ kind: 'anonymous', refusal: { reason: 'inactive_user' } });
  }
});

test('sees at the next call what another process has ended', async () => {
  const { docket, ada, token, actorOf } = await remember();
  const elsewhere = await openTestDocket({ DATABASE_URL: docket.settings.DATABASE_URL });
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject({ kind: 'user' });
  const caller = elsewhere.caller(ada);
  for (const { id } of (await caller.token.list({})).items) await caller.token.revoke({ id });
  await caller.auth.logoutAll();
  const unauthenticated = { kind: 'anonymous', refusal: { reason: 'unauthenticated' } };
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject(unauthenticated);
});

test('lets a remembered token end when its time is over, though nobody has written', async () => {
  const { docket, ada, actorOf } = await remember();
  const { token } = await ada.caller.token.create({ name: 'short', scopes: ['issues:read'], expires_in_days: 1 });
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject({ kind: 'user' });
  docket.clock.advance(30 * 60 * 1000);
  expect(await actorOf(ada.access_token)).toMatchObject({ refusal: { message: 'The access token has expired' } });
  docket.clock.advance(24 * 60 * 60 * 1000);
  expect(await actorOf(token)).toMatchObject({ refusal: { message: 'The API token has expired' } });
});

test('saves when sessions and tokens were last used, and writes nothing when nothing was', async () => {
  const { docket, ada, token, actorOf, tokens } = await remember();
  docket.clock.advance(60_000);
  const last_used_at = docket.clock.now.toISOString();
  for (const one of [ada.access_token, token]) await actorOf(one);
  await tokens.saveLastUses();
  expect((await ada.caller.session.list({})).items).toMatchObject([{ last_used_at }]);
  expect((await ada.caller.token.list({})).items).toMatchObject([{ last_used_at }]);
  const mark = docket.database.changeMark();
  await tokens.saveLastUses();
  expect(docket.database.changeMark()).toBe(mark);
});
