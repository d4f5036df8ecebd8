import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@docket/db';
import type { SendMailOptions } from 'nodemailer';
import type { Log } from '../core/log.ts';
import type { OutboxRow } from '../outbox/delivery.ts';
import type { Settings } from '../settings/settings.ts';
import type { MailText } from './letter.ts';

export type Mail = MailText & { to: string; subscription?: Subscription };

/** What mail programs are told of a mail that comes again and again. */
export type Subscription = {
  /** Where its reader ends it, by one click (RFC 8058). */
  unsubscribe: string;
  /** The conversation that it is a part of, and the list (RFC 2919): an issue, and the key and name of its project. */
  thread?: { id: string; list: { id: string; name: string } };
};

/** How mail leaves us. */
export type Mailer = {
  /** Takes the same Message-ID each time that a row is sent. */
  send(mail: Mail, sending: Sending): Promise<void>;
};

type Sending = { row: OutboxRow; signal: AbortSignal };

/**
 * Each step has to be over well before the lease of the row (one minute). Nodemailer's own limits
 * are up to ten minutes.
 */
const TIMEOUTS = { dnsTimeout: 5000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 };

/**
 * The way out for mail that the settings name: the mail server at SMTP_URL; without one files in
 * DATA_DIR/mail, or in production nothing, which the log says at once and for each mail.
 */
export function openMailer(settings: Settings, log: Log): Mailer {
  if (settings.SMTP_URL !== undefined) return smtpMailer(settings, settings.SMTP_URL, log);
  if (settings.ENVIRONMENT !== 'production') return fileMailer(settings, log);
  log.warn({}, 'SMTP_URL is not set: mail goes nowhere, such as the one with which a user sets a new password');
  return {
    async send(_mail, { row: { id, kind } }) {
      log.warn({ outbox_id: id, kind }, `dropped ${kind}: SMTP_URL is not set`);
    },
  };
}

function smtpMailer(settings: Settings, url: string, log: Log): Mailer {
  return {
    async send(mail, { row, signal }) {
      const { createTransport } = await import('nodemailer'); // for the first mail: it takes 3 MB and 30 ms
      const transport = createTransport({ url, ...TIMEOUTS }); // each mail has a connection of its own anyway
      await transport.sendMail({ ...toMessage(settings, mail, row), signal });
      log.info({ outbox_id: row.id }, `sent ${row.kind}`);
    },
  };
}

/**
 * Only the owner can read the files: there are reset tokens in them. A mail that is sent again is the same file. Text and
 * HTML stand in it as they are: quoted-printable would break a link that a person copies.
 */
function fileMailer(settings: Settings, log: Log): Mailer {
  const folder = join(settings.DATA_DIR, 'mail');
  return {
    async send(mail, { row }) {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
      const places = { text: `${row.id} text`, html: `${row.id} html` };
      const { message } = await transport.sendMail(toMessage(settings, { ...mail, ...places }, row));
      const content = message
        .toString()
        .replaceAll('Content-Transfer-Encoding: 7bit', 'Content-Transfer-Encoding: 8bit')
        .replace(places.text, () => mail.text)
        .replace(places.html, () => mail.html);
      const file = join(folder, `${row.created_at.replaceAll(':', '-')}-${row.id}.eml`);
      makeFolder(folder, 0o700);
      await writeFile(file, content, { mode: 0o600 });
      log.info({ outbox_id: row.id, to: mail.to, subject: mail.subject, file }, `wrote a mail into ${file}`);
    },
  };
}

function toMessage(
  settings: Settings,
  { to, subject, text, html, subscription }: Mail,
  row: OutboxRow,
): SendMailOptions {
  const { MAIL_FROM } = settings;
  const host = MAIL_FROM.replace(/^.*@|>\s*$/g, '');
  return {
    from: MAIL_FROM,
    to: { name: '', address: to }, // as text it would be parsed, and might become two
    subject,
    text,
    html,
    messageId: `<${row.id}@${host}>`,
    headers: {
      'Auto-Submitted': 'auto-generated', // so that no out-of-office note answers (RFC 3834)
      ...(subscription && {
        'List-Unsubscribe': `<${subscription.unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    ...(subscription?.thread && inThread(subscription.thread, host)),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** All mails about an issue answer one that nobody has got: so mail programs keep them together, whichever come. */
function inThread({ id, list }: NonNullable<Subscription['thread']>, host: string): SendMailOptions {
  const root = `<${id}@${host}>`;
  const listId = { url: `${list.id.toLowerCase()}.${host}`, comment: list.name };
  return { inReplyTo: root, references: root, list: { id: listId } };
}
