// Runs on sqlite: the receiver of docs/webhooks.md knows no database.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnNode } from '@docket/kit/child';
import { freePort } from '@docket/kit/postgres';
import { expect, onTestFinished, test } from 'vitest';
import { withReceiver } from './receiving.ts';

const PACKAGE = join(import.meta.dirname, '../..');

test('the receiver of docs/webhooks.md takes what is signed for it', async () => {
  const page = readFileSync(join(PACKAGE, '../../docs/webhooks.md'), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  const { root, deliver, lastDelivery } = await withReceiver();
  const port = await freePort();
  const { id, secret } = await root.caller.webhook.create({ url: `http://127.0.0.1:${port}`, events: ['label.*'] });
  const listens = `${code}.on('listening', () => process.stdout.write('listens'));`.replace(';\n.on', '\n.on');
  const receiver = spawnNode(['--input-type=module', '--eval', listens], {
    cwd: PACKAGE, // where the package is
    env: { WEBHOOK_SECRET: secret, PORT: String(port) },
  });
  onTestFinished(() => void receiver.kill());
  await once(receiver.stdout, 'data');
  await root.caller.webhook.ping({ id });
  await root.caller.label.create({ name: 'bug' });
  await deliver();
  expect(await lastDelivery(id)).toMatchObject({ type: 'label.created', state: 'delivered', status: 204 });
});
