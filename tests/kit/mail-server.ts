import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { OnEnd } from './database.ts';

/** A mail as the server received it. `raw` is decoded, and its lines end with `\n`. */
export type ReceivedMail = { to: string; messageId: string; subject: string; raw: string };

export type TestMailServer = {
  /** For SMTP_URL. */
  url: string;
  port: number;
  /** All that were accepted, in their order. */
  received: ReceivedMail[];
  /**
   * How the next mails are answered, one after another: with a status of SMTP such as 451, never, or accepted after
   * something else.
   */
  answers: (number | 'never' | Promise<unknown>)[];
  /** Answers when that many mails have come in, accepted or not. */
  hasSeen(count: number): Promise<void>;
  /** Answers when that many mails were accepted. */
  hasReceived(count: number): Promise<void>;
  /** The mail to this address that came in as the first, second, …, once it has. */
  mailTo(address: string, which?: number): Promise<ReceivedMail>;
};

/** A real mail server on a free port, which is closed when the test ends, or with `afterAll` when those of the file have. */
export async function openTestMailServer(onEnd: OnEnd = onTestFinished): Promise<TestMailServer> {
  const received: ReceivedMail[] = [];
  const answers: TestMailServer['answers'] = [];
  let seen = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 1,
    onData(stream, session, accept) {
      const take = async (data: string) => {
        const answer = answers.shift();
        const raw = decode(data.replaceAll('\r\n', '\n'));
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        seen += 1;
        server.emit('mail');
        if (answer === 'never') return;
        if (typeof answer === 'number') return accept(Object.assign(new Error('Not now'), { responseCode: answer }));
        await answer;
        received.push({ to, raw, ...headersOf(raw) });
        accept();
        server.emit('received');
      };
      text(stream).then(take, () => undefined); // but from a client that was killed
    },
  });
  server.on('error', () => undefined); // a client that was killed
  const { address, port } = await listen(server);
  onEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    url: `smtp://${address}:${port}`,
    port,
    received,
    answers,
    async hasSeen(count) {
      while (seen < count) await once(server, 'mail');
    },
    async hasReceived(count) {
      while (received.length < count) await once(server, 'received');
    },
    async mailTo(address, which = 1) {
      for (;;) {
        const found = received.filter(({ to }) => to === address)[which - 1];
        if (found) return found;
        await once(server, 'received');
      }
    },
  };
}

async function listen(server: SMTPServer): Promise<AddressInfo> {
  const socket = server.listen(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address() as AddressInfo;
}

/** What mail programs show of a text with long lines (quoted-printable, RFC 2045 section 6.7). */
function decode(raw: string): string {
  if (!raw.includes('quoted-printable')) return raw;
  const bytes = raw.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`)));
  return Buffer.from(bytes, 'latin1').toString();
}

function headersOf(raw: string): Pick<ReceivedMail, 'messageId' | 'subject'> {
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(raw)?.[1] ?? '';
  return { messageId: header('Message-ID'), subject: header('Subject') };
}
