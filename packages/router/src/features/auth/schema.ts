import { z } from 'zod';
import { kept, line } from '../../core/schema.ts';
import { currentPassword } from '../user/schema.ts';

export const Credentials = z
  .object({
    username: line(1, 254).describe('Email address or username'),
    password: currentPassword,
  })
  .meta({
    id: 'Credentials',
    description: 'What one logs in with (the field names are those of OAuth 2, RFC 6749 section 4.3)',
    examples: [{ username: 'ada@example.org', password: 'analytical engine' }],
  });

export const RefreshInput = z.object({ refresh_token: kept(1, 200).describe('That of the latest answer') }).meta({
  id: 'RefreshInput',
  description: 'A refresh token, which is used up by this',
  examples: [{ refresh_token: 'dkr_Zk3…' }],
});

const accessToken = {
  access_token: z.string().describe('Send it as `Authorization: Bearer …`'),
  token_type: z.literal('bearer').describe('Always `bearer`'),
  expires_in: z.int().describe('Seconds until the access token expires'),
};

const exampleAccess = {
  access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.…',
  token_type: 'bearer',
  expires_in: 1800,
};

export const TokenPair = z
  .object({ ...accessToken, refresh_token: z.string().describe('Good for one `refresh`, which answers with the next') })
  .meta({
    id: 'TokenPair',
    description: 'The tokens of a session',
    examples: [{ ...exampleAccess, refresh_token: 'dkr_Zk3…' }],
  });

export const AccessToken = z.object(accessToken).meta({
  id: 'AccessToken',
  description: 'An access token; the refresh token went into an HttpOnly cookie',
  examples: [exampleAccess],
});

export type Credentials = z.output<typeof Credentials>;
export type TokenPair = z.output<typeof TokenPair>;
export type AccessToken = z.output<typeof AccessToken>;
