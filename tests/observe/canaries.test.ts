// Runs on sqlite: it tests what lies above the database.

// T31: what a server with everything on tells in its log, and others of itself, holds no secret that a caller has sent.

import { openReceiver, type Receiver } from '@docket/kit/receiver';
import { SECRET_KEY, send } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { expectNoSecretIn } from '../abuse/canaries.ts';
import { TOKEN } from './scraped.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const allSentTo = ({ received }: Receiver) => received.map(({ body }) => body).join('\n');

test('T31: no log of development with DEBUG, no report of an error, no metric and no trace, whatever fails', async () => {
  const [reports, traces] = [await openReceiver(), await openReceiver()];
  const settings = {
    DEBUG: 'true',
    SECRET_KEY,
    SENTRY_DSN: `${reports.url.replace('://', '://key@')}/1`,
    METRICS_TOKEN: TOKEN,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  let metrics = '';
  const log = await expectNoSecretIn(settings, async (server) => {
    ({ text: metrics } = await send(server, 'GET /metrics', { token: TOKEN }));
    await send(server, 'GET /api/v1/issues', { headers: { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` } });
    for (let batches = 1; !allSentTo(traces).includes(TRACE_ID); batches += 1) await traces.hasReceived(batches);
    return metrics + allSentTo(reports) + allSentTo(traces);
  });
  expect(log).toContain('"msg":"SQL"');
  const events = reports.received.map(({ body }) => JSON.parse(body.split('\n')[2] ?? '') as { transaction: string });
  expect(new Set(events.map(({ transaction }) => transaction)).size).toBeGreaterThan(20);
  expect(metrics).toContain('docket_calls_total{');
  expect(allSentTo(traces)).toContain('"issue.create"');
});
