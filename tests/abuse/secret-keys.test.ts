// Runs on sqlite: it tests what lies above the database.

// T14: production does not start with a key that somebody else may have.

import { text } from 'node:stream/consumers';
import { start, statusAtExit } from '@docket/kit/server-process';
import { production } from '@docket/kit/target';
import { expect, test } from 'vitest';

// Other weak keys are refused in packages/router/testing/settings.
test.each([
  ['is missing', undefined],
  ['is a published one', '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7'],
])('T14: production does not start when SECRET_KEY %s, and does not print it', async (_, key) => {
  const server = await start({ ...production, SECRET_KEY: key ?? '' });
  const [status, ...output] = await Promise.all([statusAtExit(server), text(server.stdout), text(server.stderr)]);
  expect(status).toBe(1);
  expect(output.join('')).toMatch(/^SECRET_KEY: .*openssl rand -hex 32\n$/);
  if (key) expect(output.join('')).not.toContain(key);
});
