import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { type Io, plain, printLine } from '../io.ts';

type Options = { port: string; secret?: string; count?: string; json?: true };

/** A receiver of webhooks for whoever builds one. */
export function addWebhookCommands(webhook: Command, io: Io): void {
  webhook
    .command('listen')
    .summary('show what a webhook is sent')
    .description(
      'Listens on this machine for messages to a webhook, and prints each. With the signing secret of the webhook, in DOCKET_WEBHOOK_SECRET or --secret, it refuses those that are not signed with it. The server has to allow this address: WEBHOOKS_ALLOW.',
    )
    .option('-p, --port <port>', 'where to listen; 0 takes a free port', '8421')
    .option('--secret <secret>', 'signing secret of the webhook; others may see what is typed here')
    .option('--count <count>', 'end after so many messages')
    .option('--json', 'print each as JSON on a line')
    .addHelpText('after', '\nExample:\n  ./docket webhook listen --port 8421')
    .action((options: Options) => listen(io, options));
}

async function listen(io: Io, { port, secret = io.env['DOCKET_WEBHOOK_SECRET'], count, json }: Options): Promise<void> {
  const most = count === undefined ? Number.POSITIVE_INFINITY : Number(count);
  if (!/^\d{1,5}$/.test(port) || Number.isNaN(most)) throw new UsageError('--port and --count: give a number');
  const key = secret === undefined ? undefined : keyOf(secret);
  let received = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isGood = key ? isSigned(key, request.headers, body) : undefined;
    response.writeHead(isGood === false ? 401 : 204).end();
    printLine(io.stdout, json ? lineOf(body) : `${describe(body, request.headers)}  ${JUDGEMENTS[String(isGood)]}`);
    received += 1;
    if (received >= most) server.close();
  });
  await begin(server, Number(port));
  printLine(io.stderr, `Listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(server, 'close');
}

const JUDGEMENTS: Record<string, string> = {
  true: 'signature verified',
  false: 'WRONG SIGNATURE',
  undefined: 'signature not checked: no secret',
};

async function begin(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function keyOf(secret: string): Buffer {
  const [, base64] = /^whsec_([\w+/]+=*)$/.exec(secret) ?? [];
  if (base64 === undefined) throw new UsageError('--secret: give it as it was shown, such as whsec_MfKQ9r8G…');
  return Buffer.from(base64, 'base64');
}

/** Whether one of the signatures is right, and of the last five minutes (Standard Webhooks, "Verifying webhook authenticity"). */
function isSigned(key: Buffer, headers: IncomingHttpHeaders, body: string): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > FIVE_MINUTES) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return (signatures ?? '').split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const FIVE_MINUTES = 300;

function lineOf(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return JSON.stringify(body);
  }
}

type Message = { type?: string; timestamp?: string; data?: { subject?: { key?: string; name?: string } } };

function describe(body: string, headers: IncomingHttpHeaders): string {
  const { type, timestamp, data }: Message = JSON.parse(lineOf(body)) ?? {};
  const about = [data?.subject?.key, data?.subject?.name].filter(Boolean).join(' ');
  return [timestamp, type, about, headers['webhook-id']].flatMap((one) => (one ? plain(String(one)) : [])).join('  ');
}
