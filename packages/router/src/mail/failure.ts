import { z } from 'zod';
import { DeliveryError } from '../outbox/delivery.ts';

/** What nodemailer's errors bring along. */
const smtpErrorSchema = z.object({
  code: z.string().optional(),
  originalCode: z.string().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
  responseCode: z.int().optional(),
  permanent: z.boolean().optional(),
});

/** An error of nodemailer, or any other on the way, as the outbox wants it. */
export function mailFailure(cause: unknown): DeliveryError {
  return new DeliveryError(describeFailure(cause), { isPermanent: isPermanent(cause), cause });
}

/**
 * Whether the mail server refused this very message for good (5yz to MAIL, RCPT or DATA, RFC 5321).
 * A wrong SMTP password is also answered with 5yz, and is not the message's fault: it is tried again.
 */
function isPermanent(error: unknown): boolean {
  const { code = '', permanent = false } = read(error);
  return permanent && ['EENVELOPE', 'EMESSAGE'].includes(code);
}

/**
 * What went wrong, for the log and the table. Of a mail server's answer only the codes are taken:
 * some quote the message in it, and with it a token.
 */
function describeFailure(error: unknown): string {
  const { code, originalCode, command, response = '', responseCode } = read(error);
  if (code === undefined) return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown';
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []; // RFC 3463
  return [code, originalCode, responseCode, enhanced, command && `at ${command}`].filter(Boolean).join(' ');
}

function read(error: unknown): z.output<typeof smtpErrorSchema> {
  return smtpErrorSchema.safeParse(error).data ?? {};
}
