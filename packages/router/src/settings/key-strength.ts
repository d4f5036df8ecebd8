/** Keys that are printed in tutorials or typed by everyone: whoever uses one has none. */
const PUBLISHED_SECRETS = [
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7', // FastAPI's security tutorial
  'your-256-bit-secret', // jwt.io
  'a-string-secret-at-least-256-bits-long', // jwt.io
];

/** Words that stand in examples, and in keys that somebody made up. */
const PLACEHOLDER =
  /change[-_ ]?(me|this|it)|your[-_ ]?(super[-_ ]?)?(secret|key)|(super|top|my)[-_ ]?secret|django-insecure|secret[-_ ]?key|example|placeholder|replace[-_ ]|generate|pass(word|phrase)|qwerty|letmein/i;

const MIN_BYTES = 32;
const MIN_DIFFERENT_CHARACTERS = 10;

/** What is wrong with a secret key, if anything is. The key itself is never repeated. */
export function weaknessOf(secret: string | undefined): string | undefined {
  if (secret === undefined) return 'is required in production';
  if (Buffer.byteLength(secret) < MIN_BYTES) return `must have at least ${MIN_BYTES} bytes`;
  if (PUBLISHED_SECRETS.includes(secret) || PLACEHOLDER.test(secret)) return 'is a published example';
  if (new Set(secret).size < MIN_DIFFERENT_CHARACTERS || repeats(secret) || counts(secret)) {
    return 'is too easy to guess';
  }
  return undefined;
}

/** Whether it is one piece over and over, such as `0123456789abcdef` twice; the last may be cut short. */
function repeats(secret: string): boolean {
  const half = Math.ceil(secret.length / 2);
  return Array.from({ length: half }, (_, index) => index + 1).some(
    (length) => secret.slice(length) === secret.slice(0, secret.length - length),
  );
}

/** Whether most characters follow the one before them, as in `abcdefgh` or `87654321`. */
function counts(secret: string): boolean {
  const steps = [...secret].slice(1).map((character, index) => character.charCodeAt(0) - secret.charCodeAt(index));
  return steps.filter((step) => Math.abs(step) === 1).length > steps.length / 2;
}
