import { createHmac } from 'node:crypto';
import { signingKey } from '../credentials/signing-secret.ts';

type Signing = {
  /** The SECRET_KEY, and those that are still good. */
  keys: readonly string[];
  webhook_id: string;
  /** Of its secrets that are good. */
  numbers: readonly number[];
  message_id: string;
  now: Date;
};

/** The headers of a message, by Standard Webhooks: a signature for each secret that is good. */
export function signedHeaders(body: string, { keys, webhook_id, numbers, message_id, now }: Signing) {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const content = `${message_id}.${timestamp}.${body}`;
  const signatures = keys.flatMap((key) =>
    numbers.map((number) => {
      const secret = signingKey({ key, of: webhook_id, number });
      return `v1,${createHmac('sha256', secret).update(content).digest('base64')}`;
    }),
  );
  return { 'webhook-id': message_id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
