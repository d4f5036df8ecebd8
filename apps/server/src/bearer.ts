/** The token of an Authorization header (RFC 6750, section 2.1). */
export function bearerTokenOf(authorization = ''): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}
