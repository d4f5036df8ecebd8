import { createHash } from 'node:crypto';
import { JWTExpired } from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { SCOPES, type Scope } from '../core/scopes.ts';
import { latestEnd } from '../core/time.ts';
import type { OpenSettings } from '../settings/settings.ts';

const ISSUER = 'docket';
const AUDIENCE = 'docket';
const ALGORITHM = 'HS256';

export type AccessTokenClaims = {
  user_id: string;
  session_id: string;
  /** The user's `auth_version` when the token was made. */
  auth_version: number;
  /** What the token is good for; null: all that its user may. */
  scopes: readonly Scope[] | null;
};

const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  ver: z.int(),
  iat: z.int(),
  exp: z.int(),
  type: z.literal('access'),
  scope: z
    .string()
    .transform((scope) => scope.split(' '))
    .pipe(z.array(z.enum(SCOPES)))
    .optional(),
});

/** An access token as OAuth 2 answers with it (RFC 6749, section 5.1). */
type IssuedAccessToken = { access_token: string; token_type: 'bearer'; expires_in: number };

/** Signs an access token (a JWT, RFC 7519) that is good for ACCESS_TOKEN_EXPIRE_MINUTES from `at`, or for fewer seconds. */
export async function issueAccessToken(
  settings: OpenSettings,
  claims: AccessTokenClaims,
  { at, atMostSeconds = Number.POSITIVE_INFINITY }: { at: string; atMostSeconds?: number },
): Promise<IssuedAccessToken> {
  const expires_in = Math.min(settings.ACCESS_TOKEN_EXPIRE_MINUTES * 60, atMostSeconds);
  const { session_id: sid, auth_version: ver, scopes } = claims;
  const scope = scopes?.join(' '); // RFC 9068, section 2.2.3
  const issuedAt = Math.floor(Date.parse(at) / 1000);
  const access_token = await new SignJWT({ type: 'access', sid, ver, ...(scope && { scope }) })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: keyId(settings.SECRET_KEY) })
    .setSubject(claims.user_id)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expires_in)
    .sign(new TextEncoder().encode(settings.SECRET_KEY));
  return { access_token, token_type: 'bearer', expires_in };
}

/** An access token whose signature and claims are good. */
export type VerifiedAccessToken = AccessTokenClaims & { issued_at: string; expires_at: string };

/**
 * Checks signature, key, algorithm, issuer, audience, expiry and type (RFC 8725).
 *
 * @throws AppError `unauthenticated`
 */
export async function verifyAccessToken(
  settings: OpenSettings,
  token: string,
  at: string,
): Promise<VerifiedAccessToken> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(settings, kid), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: 'JWT',
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      currentDate: new Date(at),
    });
    const { sub, sid, ver, iat, exp, scope: scopes = null } = claimsSchema.parse(payload);
    const [issued_at, expires_at] = [timeOf(iat), timeOf(exp)];
    if (isFromFuture(issued_at, at)) throw new AppError('unauthenticated');
    return { user_id: sub, session_id: sid, auth_version: ver, scopes, issued_at, expires_at };
  } catch (error) {
    throw error instanceof JWTExpired ? expiredToken() : new AppError('unauthenticated');
  }
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** A token that was made while a clock was ahead would live until that clock said so. */
export function isFromFuture(issued_at: string, at: string): boolean {
  return issued_at > at && issued_at > latestEnd(at, 0);
}

export function expiredToken(): AppError {
  return new AppError('unauthenticated', { detail: 'The access token has expired' });
}

/** Our keys have no names of their own, so a hash names them, the same on every server. */
export function keyId(secret: string): string {
  return createHash('sha256').update('docket/kid/v1').update(secret).digest('base64url').slice(0, 16);
}

/** The key that signs, or one that still does elsewhere or did before (see ACCEPTED_SECRET_KEYS). */
function keyOf({ SECRET_KEY, ACCEPTED_SECRET_KEYS }: OpenSettings, kid: string | undefined): Uint8Array {
  const secret = [SECRET_KEY, ...ACCEPTED_SECRET_KEYS].find((one) => keyId(one) === kid);
  if (secret === undefined) throw new AppError('unauthenticated');
  return new TextEncoder().encode(secret);
}
