// Runs on sqlite: what listens knows no database, and what a verb makes of an answer has nothing to do with an engine.

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestCli } from '@docket/kit/cli';
import { freePort } from '@docket/kit/postgres';
import { openReceiver } from '@docket/kit/receiver';
import { expect, test } from 'vitest';

async function makeCli() {
  const cli = await createTestCli({ WEBHOOKS_ALLOW: '["127.0.0.0/8"]' });
  const docket = await cli.open();
  await docket.caller({ system: 'test' }).user.create({
    ...{ email: 'root@example.org', username: 'root', password: 'correct horse battery staple', role: 'admin' },
  });
  const run = (argv: string[], env: Record<string, string> = {}) => cli.run(['--as', 'root', ...argv], { env });
  return { docket, run };
}

test('makes a webhook, whose secret is all that standard output gets, and shows what was sent to it', async () => {
  const { docket, run } = await makeCli();
  const { url } = await openReceiver();
  const made = await run(['webhook', 'create', url, '--event', 'label.*']);
  expect(made.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/);
  const { stdout: listed } = await run(['webhook', 'list', '--json']);
  const [{ id }] = JSON.parse(listed).items;
  expect(await run(['webhook', 'ping', id])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('being sent'),
  });
  await docket.webhooks.deliverDue();
  expect((await run(['webhook', 'deliveries', id])).stdout).toMatch(/ping +delivered +200 +1/);
  expect((await run(['webhook', 'rotate', id])).stdout).not.toBe(made.stdout);
});

test('listens, and prints what arrives and whether it is signed by the secret', async () => {
  const { docket, run } = await makeCli();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [good, other] = [await run(['webhook', 'create', url]), await run(['webhook', 'create', url])];
  const secret = { DOCKET_WEBHOOK_SECRET: good.stdout.trim() };
  const listening = run(['webhook', 'listen', '--port', String(port), '--count', '2'], secret);
  await listens(port);
  const root = docket.caller({ user: 'root' });
  for (const { id } of (await root.webhook.list({})).items) await root.webhook.ping({ id });
  await docket.webhooks.deliverDue();
  const { status, stdout, stderr } = await listening;
  expect(status).toBe(0);
  expect(stderr).toContain(`Listening on ${url}`);
  const lines = stdout.trim().split('\n').toSorted();
  expect(lines.map((line) => line.replace(/^\S+ {2}ping {2}\S+ {2}/, ''))).toEqual(
    expect.arrayContaining(['signature verified', 'WRONG SIGNATURE']),
  );
  expect(other.status).toBe(0);
});

async function listens(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const isThere = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (isThere) return;
  await wait(20);
  await listens(port);
}

test('says what it cannot listen with', async () => {
  const { run } = await makeCli();
  expect(await run(['webhook', 'listen', '--port', 'high'])).toMatchObject({ status: 2 });
  expect(await run(['webhook', 'listen', '--secret', 'open sesame'])).toMatchObject({ status: 2 });
});
