import type { LimitState, RequestInfo } from '@docket/router';
import type { FastifyReply } from 'fastify';

/**
 * Says in the header of an answer which limits its calls used and what is left of them
 * (draft-ietf-httpapi-ratelimit-headers-10). When calls of a batch use one limit, the least that
 * was left is what counts. A streamed batch has no such fields: its header goes out first.
 */
export function rateLimitFields(reply: FastifyReply): RequestInfo['reportLimit'] {
  const states = new Map<string, LimitState>();
  return (state) => {
    const known = states.get(state.name);
    if (known && known.remaining <= state.remaining) return;
    states.set(state.name, state);
    const all = [...states.values()];
    reply.header('ratelimit-policy', all.map(policyOf).join(', '));
    reply.header('ratelimit', all.map((one) => `"${one.name}";r=${one.remaining};t=${one.reset_seconds}`).join(', '));
  };
}

function policyOf({ name, quota, unit, window_seconds }: LimitState): string {
  return `"${name}";q=${quota}${unit ? `;qu="${unit}"` : ''};w=${window_seconds}`;
}
