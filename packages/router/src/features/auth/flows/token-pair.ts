import type { FlowContext } from '../../../core/context.ts';
import { issueAccessToken } from '../../../credentials/access-token.ts';
import type { SessionGrant } from '../../session/commands/refresh-token.ts';
import type { TokenPair } from '../schema.ts';

/** The tokens of a session that was begun or goes on. Signing is slow, so it comes after the transaction. */
export async function tokenPair(ctx: FlowContext, grant: SessionGrant): Promise<TokenPair> {
  return { ...(await issueAccessToken(ctx.settings, grant, ctx)), refresh_token: grant.refresh_token };
}
