// Runs on sqlite: it tests what lies above the database.

// C24, C25: what a password is to people, and not to machines.

import { randomUUID } from 'node:crypto';
import { serveTarget, serveTargetForTest } from '@docket/kit/served-target';
import { call, type ServedTarget, send } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';

const server = await serveTarget();

test('C24: passwords that only their typing tells apart, composed and decomposed, are one', async () => {
  for (const [at, password] of ['caf\u00e9-password', 'cafe\u0301-password'].entries()) {
    const email = `typed${at}@example.org`;
    expect((await send(server, 'POST /api/v1/auth/register', { json: { email, password } })).status).toBe(200);
    for (const typed of [password.normalize('NFC'), password.normalize('NFD')]) {
      const login = { json: { username: email, password: typed } };
      expect((await send(server, 'POST /api/v1/auth/login', login)).status).toBe(200);
    }
  }
});

describe('C25: the length of a password', () => {
  const statusOf = async (target: ServedTarget, password: string) => {
    const json = { email: `${randomUUID()}@example.org`, password };
    const { status } = await send(target, 'POST /api/v1/auth/register', { json });
    const login = { json: { username: json.email, password } };
    expect((await send(target, 'POST /api/v1/auth/login', login)).status).toBe(status === 200 ? 200 : 401);
    expect((await call(target, 'auth.register', { input: { ...json, email: `x${json.email}` } })).status).toBe(status);
    return status;
  };

  test.each([
    ['🔑', 7, 422],
    ['🔑', 8, 200],
    ['👩‍👩‍👧', 7, 422],
    ['e\u0301', 7, 422],
    ['👩‍👩‍👧', 100, 200],
    ['👩‍👩‍👧', 101, 422],
    ['👨🏽‍👩🏿‍👧🏻‍👦🏼', 100, 200],
    ['x', 100, 200],
    ['x', 101, 422],
  ])('counts what a reader sees as characters: %s × %i is %i', async (character, times, status) => {
    expect(await statusOf(server, character.repeat(times))).toBe(status);
  });

  test('is counted so for PASSWORD_MIN_LENGTH too', async () => {
    const target = await serveTargetForTest({ PASSWORD_MIN_LENGTH: '16' });
    expect(await statusOf(target, '🔑'.repeat(8))).toBe(422);
    expect(await statusOf(target, '🔑'.repeat(16))).toBe(200);
  });
});
