import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { OpenSettings } from '../../settings.ts';

const ISSUER = 'docket';
const AUDIENCE = 'docket';
const ALGORITHM = 'HS256';

export type AccessTokenClaims = {
  user_id: string;
  session_id: string;
  /** The user's `auth_version` when the token was made. */
  auth_version: number;
};

const claimsSchema = z.object({ sub: z.uuid(), sid: z.uuid(), ver: z.int(), type: z.literal('access') });

/** Signs an access token (a JWT, RFC 7519) that is good for ACCESS_TOKEN_EXPIRE_MINUTES from `at`. */
export function signAccessToken(settings: OpenSettings, claims: AccessTokenClaims, at: string): Promise<string> {
  const issuedAt = Math.floor(Date.parse(at) / 1000);
  return new SignJWT({ type: 'access', sid: claims.session_id, ver: claims.auth_version })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(claims.user_id)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + expiresInSeconds(settings))
    .sign(key(settings));
}

export function expiresInSeconds(settings: OpenSettings): number {
  return settings.ACCESS_TOKEN_EXPIRE_MINUTES * 60;
}

/**
 * Checks signature, algorithm, issuer, audience, expiry and type (RFC 8725).
 *
 * @throws AppError `unauthenticated`
 */
export async function verifyAccessToken(settings: OpenSettings, token: string, at: string): Promise<AccessTokenClaims> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key(settings), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: 'JWT',
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      currentDate: new Date(at),
    });
    if (protectedHeader.kid !== undefined) throw new AppError('unauthenticated'); // our only key has no name
    const claims = claimsSchema.parse(payload);
    return { user_id: claims.sub, session_id: claims.sid, auth_version: claims.ver };
  } catch (error) {
    const expired = error instanceof errors.JWTExpired;
    throw new AppError('unauthenticated', expired ? { detail: 'The access token has expired' } : {});
  }
}

function key(settings: OpenSettings): Uint8Array {
  return new TextEncoder().encode(settings.SECRET_KEY);
}
