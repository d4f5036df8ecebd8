// Runs on sqlite: it tests what lies above the database.

import { openTestDocket, refusalOf, TEST_PASSWORD, TEST_SECRET_KEY, type TestDocket } from '@docket/kit/docket';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { keyId } from '../../src/credentials/access-token.ts';

const MINUTE_MS = 60 * 1000;
const unauthenticated = { code: 'unauthenticated', status: 401 };

function me(docket: TestDocket, access_token: string) {
  return docket.caller({ access_token }).user.me();
}

function keyOf(docket: TestDocket): Uint8Array {
  return new TextEncoder().encode(docket.settings.SECRET_KEY);
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

test('signs the claims that the contract lists, for 30 minutes', async () => {
  const docket = await openTestDocket();
  const { user, access_token } = await docket.createUser('ada');
  expect(decodeProtectedHeader(access_token)).toEqual({
    alg: 'HS256',
    typ: 'JWT',
    kid: keyId(docket.settings.SECRET_KEY),
  });
  const claims = decodeJwt(access_token);
  const iat = Math.floor(docket.clock.now.getTime() / 1000);
  expect(claims).toEqual({
    sub: user.id,
    sid: expect.any(String),
    ver: 1,
    type: 'access',
    iss: 'docket',
    aud: 'docket',
    jti: expect.any(String),
    iat,
    exp: iat + 30 * 60,
  });
});

test('stops working when its time is over, and says so', async () => {
  const docket = await openTestDocket({ ACCESS_TOKEN_EXPIRE_MINUTES: '10' });
  const { access_token } = await docket.createUser('ada');
  docket.clock.advance(10 * MINUTE_MS - 1000);
  await expect(me(docket, access_token)).resolves.toMatchObject({ username: 'ada' });
  docket.clock.advance(1000);
  expect(await refusalOf(me(docket, access_token))).toEqual({
    ...unauthenticated,
    detail: 'The access token has expired',
  });
});

test('C19b: does not outlive a clock that was ahead when it was made, also not one that is remembered', async () => {
  const docket = await openTestDocket();
  const { access_token } = await docket.createUser('ada');
  docket.clock.advance(30_000); // clocks differ by as much
  const { access_token: later } = await docket
    .caller('anonymous')
    .auth.login({ username: 'ada', password: TEST_PASSWORD });
  docket.clock.advance(-30_000);
  await expect(me(docket, later)).resolves.toMatchObject({ username: 'ada' });
  docket.clock.advance(30 * 24 * 60 * MINUTE_MS);
  const { access_token: ahead } = await docket
    .caller('anonymous')
    .auth.login({ username: 'ada', password: TEST_PASSWORD });
  await expect(me(docket, ahead)).resolves.toMatchObject({ username: 'ada' });
  docket.clock.advance(-30 * 24 * 60 * MINUTE_MS);
  expect(await refusalOf(me(docket, ahead))).toMatchObject(unauthenticated);
  await expect(me(docket, access_token)).resolves.toMatchObject({ username: 'ada' });
});

type Forgery = (good: JWTPayload, docket: TestDocket, token: string) => string | Promise<string>;

const kid = keyId(TEST_SECRET_KEY);

const signed = (claims: JWTPayload, key: Uint8Array, alg = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid }).sign(key);

const without =
  (claim: string): Forgery =>
  (good, docket) =>
    signed(Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim)), keyOf(docket));

const withHeader =
  (header: object): Forgery =>
  (good, docket) =>
    new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid, ...header }).sign(keyOf(docket));

const forgeries: Record<string, Forgery> = {
  'of another type in its header': withHeader({ typ: 'at+jwt' }),
  'without a type in its header': withHeader({}),
  'a key that we do not have': withHeader({ typ: 'JWT', kid: 'theirs' }),
  'no name of a key': withHeader({ typ: 'JWT', kid: undefined }),
  'algorithm none': (good) => `${base64({ alg: 'none', typ: 'JWT', kid })}.${base64(good)}.`,
  'algorithm none with the old signature': (good, _, token) =>
    `${base64({ alg: 'none', kid })}.${base64(good)}.${token.split('.')[2]}`,
  'a longer HMAC of the same key': (good, docket) => signed(good, keyOf(docket), 'HS512'),
  'another key': (good) => signed(good, new TextEncoder().encode('another key of thirty-two bytes!')),
  'an empty key': (good) => signed(good, new Uint8Array(32)),
  'a key of its own in the header': async (good) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const header = { alg: 'ES256', jwk: await exportJWK(publicKey), kid: '../../dev/null' };
    return new SignJWT(good).setProtectedHeader(header).sign(privateKey);
  },
  'a changed payload': (good, _, token) => {
    const [header, , signature] = token.split('.');
    return `${header}.${base64({ ...good, exp: Number(good.exp) + 3600 })}.${signature}`;
  },
  'no signature': (_good, _docket, token) => token.split('.').slice(0, 2).join('.'),
  'another issuer': (good, docket) => signed({ ...good, iss: 'someone' }, keyOf(docket)),
  'another audience': (good, docket) => signed({ ...good, aud: 'elsewhere' }, keyOf(docket)),
  'type refresh': (good, docket) => signed({ ...good, type: 'refresh' }, keyOf(docket)),
  'no expiry': without('exp'),
  'no subject': without('sub'),
  'no issuer': without('iss'),
  'no audience': without('aud'),
  'no type': without('type'),
  'no id': without('jti'),
  'no session': without('sid'),
  'no version': without('ver'),
  'a later version': (good, docket) => signed({ ...good, ver: 2 }, keyOf(docket)),
  'an unknown subject': (good, docket) =>
    signed({ ...good, sub: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11' }, keyOf(docket)),
  'an unknown session': (good, docket) =>
    signed({ ...good, sid: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11' }, keyOf(docket)),
  'no token at all': () => 'not.a.token',
};

test.each(Object.keys(forgeries))('refuses a token with %s', async (name) => {
  const docket = await openTestDocket();
  const { access_token } = await docket.createUser('ada');
  const forged = await forgeries[name]?.(decodeJwt(access_token), docket, access_token);
  expect(await refusalOf(me(docket, forged ?? ''))).toEqual({
    ...unauthenticated,
    detail: 'Could not validate credentials',
  });
});

test('takes a token that is signed as the forgeries are, with nothing wrong in it', async () => {
  const docket = await openTestDocket();
  const { access_token } = await docket.createUser('ada');
  const copy = await signed(decodeJwt(access_token), keyOf(docket));
  await expect(me(docket, copy)).resolves.toMatchObject({ username: 'ada' });
});

test('refuses a token of one user that names the session of another', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob', 'admin')];
  const mixed = await signed({ ...decodeJwt(ada.access_token), sub: bob.user.id }, keyOf(docket));
  expect(await refusalOf(me(docket, mixed))).toMatchObject(unauthenticated);
});

test('lets public procedures work with a token that is not good', async () => {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  const credentials = { username: 'ada', password: TEST_PASSWORD };
  const tokens = await docket.caller({ access_token: 'stale' }).auth.login(credentials);
  expect(await docket.caller(tokens).user.me()).toEqual(user);
});
