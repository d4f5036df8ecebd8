// Runs on sqlite: it tests what lies above the database.

// T13: access tokens that we did not make.

import { serveTarget } from '@docket/kit/served-target';
import { call, SECRET_KEY, send, signUp } from '@docket/kit/target';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { NOWHERE } from './operations.ts';

const server = await serveTarget({ SECRET_KEY });
const ada = await signUp(server, 'ada');
const bob = await signUp(server, 'bob');
const good = decodeJwt(ada.access_token);
const goodHeader = decodeProtectedHeader(ada.access_token);
const key = new TextEncoder().encode(SECRET_KEY);
const [, payload, signature] = ada.access_token.split('.');

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

type Fields = Record<string, unknown>;

/** A token like a good one but for these claims and header fields; undefined takes one away. */
function sign(claims: Fields, header: Fields = {}, by: Uint8Array | CryptoKey = key): Promise<string> {
  const present = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const full = present({ ...goodHeader, ...header });
  return new SignJWT(present({ ...good, ...claims })).setProtectedHeader({ alg: 'HS256', ...full }).sign(by);
}

const rsa = await generateKeyPair('RS256', { extractable: true });
const ec = await generateKeyPair('ES256', { extractable: true });
const past = Number(good.exp) - 7200;

const forgeries: Record<string, string> = {
  'algorithm none': `${base64({ ...goodHeader, alg: 'none' })}.${payload}.`,
  'algorithm None and the old signature': `${base64({ ...goodHeader, alg: 'None' })}.${payload}.${signature}`,
  'algorithm "" and no signature': `${base64({ ...goodHeader, alg: '' })}.${payload}.`,
  'no signature': `${base64(goodHeader)}.${payload}.`,
  'two parts': `${base64(goodHeader)}.${payload}`,
  'a changed payload': `${base64(goodHeader)}.${base64({ ...good, sub: bob.id })}.${signature}`,
  'a changed header': `${base64({ ...goodHeader, x: 1 })}.${payload}.${signature}`,
  'another HMAC of the same key': await sign({}, { alg: 'HS512' }, new Uint8Array([...key, ...key])),
  'an RSA key': await sign({}, { alg: 'RS256' }, rsa.privateKey),
  'an embedded EC key': await sign({}, { alg: 'ES256', jwk: await exportJWK(ec.publicKey) }, ec.privateKey),
  'an embedded symmetric key': await sign({}, { jwk: { kty: 'oct', k: base64('theirs') } }, Buffer.alloc(32, 'a')),
  'an address of keys': await sign({}, { alg: 'RS256', jku: 'http://127.0.0.1:1/jwks.json' }, rsa.privateKey),
  'a certificate of its own': await sign({}, { alg: 'RS256', x5u: 'http://127.0.0.1:1/cert.pem' }, rsa.privateKey),
  'a key of zeros': await sign({}, {}, new Uint8Array(32)),
  'a guessed key': await sign({}, {}, new TextEncoder().encode('secret-secret-secret-secret-secret')),
  'our key under a name that we do not know': await sign({}, { kid: 'theirs' }),
  'a path as the name of the key': await sign({}, { kid: '../../../dev/null' }, new Uint8Array(32)),
  'SQL as the name of the key': await sign(
    {},
    { kid: "' UNION SELECT 'key' --" },
    new TextEncoder().encode('key'.repeat(11)),
  ),
  'no expiry': await sign({ exp: undefined }),
  'an expiry in the past': await sign({ iat: past, exp: past + 1800 }),
  'an expiry that is text': await sign({ exp: String(good.exp) }),
  'a start in the future': await sign({ nbf: Number(good.exp) }),
  'no subject': await sign({ sub: undefined }),
  'no issuer': await sign({ iss: undefined }),
  'another issuer': await sign({ iss: 'elsewhere' }),
  'no audience': await sign({ aud: undefined }),
  'another audience': await sign({ aud: 'elsewhere' }),
  'no type of token': await sign({ type: undefined }),
  'the type of another token': await sign({ type: 'refresh' }),
  'no typ': await sign({}, { typ: undefined }),
  'another typ': await sign({}, { typ: 'secevent+jwt' }),
  'no session': await sign({ sid: undefined }),
  'a session that is not there': await sign({ sid: NOWHERE }),
  'the session of another': await sign({ sub: bob.id }),
  'an unknown subject': await sign({ sub: NOWHERE }),
  'another version of the account': await sign({ ver: 2 }),
  'a refresh token': ada.refresh_token,
  'a list': `${base64([])}.${base64([])}.${signature}`,
  nothing: '..',
};

test('T13: the forgeries below have nothing else wrong with them', async () => {
  expect((await send(server, 'GET /api/v1/users/me', { token: await sign({}) })).status).toBe(200);
});

test.each(Object.entries(forgeries))('T13: a token with %s is refused', async (_, token) => {
  const answers = [
    await send(server, 'GET /api/v1/users/me', { token }),
    await send(server, 'POST /api/v1/issues', { token, json: { title: 'Crash', description: 'It crashes' } }),
    await call(server, 'user.me', { token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test.each(['Basic', 'Token', 'bearer,', 'Bearer Bearer'])('T13: a good token after "%s" is refused', async (scheme) => {
  const headers = { authorization: `${scheme} ${ada.access_token}` };
  expect((await send(server, 'GET /api/v1/users/me', { headers })).status).toBe(401);
});
