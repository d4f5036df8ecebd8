import { createHmac } from 'node:crypto';

/** Of which a secret is made: another number is another secret. */
type Derivation = { key: string; of: string; number: number };

/**
 * A secret that messages are signed with, as Standard Webhooks writes it. It is made of the key whenever it is needed, so
 * that no database and no backup holds one.
 */
export function signingSecret({ key, of, number }: Derivation): string {
  return `whsec_${signingKey({ key, of, number }).toString('base64')}`;
}

/** The same as bytes. */
export function signingKey({ key, of, number }: Derivation): Buffer {
  return createHmac('sha256', key).update('docket/whsec/v1').update(`${of} ${number}`).digest();
}
