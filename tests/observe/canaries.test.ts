// T31: what a server tells others of itself holds nothing that a caller has sent.

import { openReceiver } from '@docket/kit/receiver';
import { send } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { expectNoSecretIn } from '../abuse/canaries.ts';
import { TOKEN } from './scraped.ts';

test('T31: no report of an error, whatever fails', async () => {
  const receiver = await openReceiver();
  const SENTRY_DSN = `${receiver.url.replace('://', '://key@')}/1`;
  await expectNoSecretIn({ SENTRY_DSN }, () => JSON.stringify(receiver.received));
  const events = receiver.received.map(({ body }) => JSON.parse(body.split('\n')[2] ?? '') as { transaction: string });
  expect(new Set(events.map(({ transaction }) => transaction)).size).toBeGreaterThan(20);
});

test('T31: no metric and no trace', async () => {
  const receiver = await openReceiver();
  const settings = {
    METRICS_TOKEN: TOKEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  const last = '4bf92f3577b34da6a3ce929d0e0e4736';
  let metrics = '';
  const sent = () => receiver.received.map(({ body }) => body).join();
  await expectNoSecretIn(settings, async (server) => {
    ({ text: metrics } = await send(server, 'GET /metrics', { token: TOKEN }));
    await send(server, 'GET /api/v1/issues', { headers: { traceparent: `00-${last}-00f067aa0ba902b7-01` } });
    for (let batches = 1; !sent().includes(last); batches += 1) await receiver.hasReceived(batches);
    return metrics + sent();
  });
  expect(metrics).toContain('docket_calls_total{');
  expect(sent()).toContain('"issue.create"');
});
