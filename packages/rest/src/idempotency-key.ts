import type { Call } from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';

// draft-ietf-httpapi-idempotency-key-header: the value is a String of RFC 9651, in quotation marks. Most clients send it
// without: both are the same key.

const STRING = /^"((?:[^"\\]|\\["\\])+)"$/;

/** One of a List: in quotation marks, or up to the next comma. */
const MEMBER = /\s*("(?:[^"\\]|\\["\\])*"|[^,]*)(?:,|$)/y;

/** The key of a request that makes one call. */
export function keyOf(request: FastifyRequest, reply: FastifyReply): Call['sentKey'] {
  const sent = fieldOf(request);
  return sent === undefined ? undefined : sentKey(unquoted(sent), reply);
}

/**
 * The keys of a request that makes so many calls, in their order: a List (RFC 9651, section 3.1), in which an empty String
 * stands for none. When there are more or fewer, each key is one that is refused.
 */
export function keysOf(request: FastifyRequest, reply: FastifyReply, calls: number): Call['sentKey'][] {
  const sent = fieldOf(request);
  if (sent === undefined) return [];
  const members = membersOf(sent);
  if (members.length !== calls) return Array.from({ length: calls }, () => sentKey('', reply));
  return members.map((member) => (member === '""' ? undefined : sentKey(unquoted(member), reply)));
}

function fieldOf({ headers }: FastifyRequest): string | undefined {
  return headers['idempotency-key']?.toString();
}

function sentKey(key: string, reply: FastifyReply): Call['sentKey'] {
  return { key, onReplay: () => void reply.header('idempotency-replayed', 'true') };
}

function unquoted(sent: string): string {
  const [, text] = STRING.exec(sent) ?? [];
  return text === undefined ? sent : text.replace(/\\(["\\])/g, '$1');
}

function membersOf(sent: string): string[] {
  const members: string[] = [];
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < sent.length) {
    const [whole, member = ''] = MEMBER.exec(sent) ?? [];
    if (whole === undefined) return [];
    members.push(member.trim());
  }
  return members;
}
