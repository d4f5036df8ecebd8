// Runs on sqlite: it tests what lies above the database.

// U13: a server on the internet is strict with accounts unless it is told otherwise, and says so.

import { admin, production, send, startServer, startServerForTest, type Target } from '@docket/kit/target';
import { expect, test } from 'vitest';

const { REGISTRATION: _, ...bare } = production;
const server = await startServer(bare);

const register = (target: Target, password: string) =>
  send<{ code: string }>(target, 'POST /api/v1/auth/register', { json: { email: 'eve@example.org', password } });

test('U13: nobody registers in production, and no common password is taken', async () => {
  expect(await register(server, 'correct horse battery staple')).toMatchObject({
    status: 403,
    json: { code: 'registration_closed' },
  });
  const { access_token: token } = await admin(server);
  const make = (password: string) =>
    send(server, 'POST /api/v1/users', { token, json: { email: 'eve@example.org', password } });
  expect(await make('trustno1')).toMatchObject({ status: 422, json: { errors: [{ code: 'common_password' }] } });
  expect((await make('correct horse battery staple')).status).toBe(201);
});

test('U13: a line at the start says what is in force', async () => {
  const strict = 'REGISTRATION=closed: only admins make accounts; PASSWORD_REFUSE_COMMON=true';
  const log = await server.logWith('PASSWORD_REFUSE_COMMON');
  expect(log).toContain(strict);
  expect(log).toContain('SHOW_EMAILS=true: users see');
  const lax = await startServerForTest({ ...production, PASSWORD_REFUSE_COMMON: 'false' });
  expect(await lax.logWith('PASSWORD_REFUSE_COMMON')).toContain(
    'REGISTRATION=open: anybody may register; PASSWORD_REFUSE_COMMON=false',
  );
  expect((await register(lax, 'trustno1')).status).toBe(200);
});
