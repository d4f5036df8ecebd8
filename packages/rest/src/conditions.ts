import { AppError, type Conditions, conditionsHold, type EntityTags, entityTagOf } from '@docket/router';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Binding } from './binding.ts';

type Tag = { isWeak: boolean; opaque: string };

/** One entity tag (RFC 9110, section 8.8.3), or none between two commas, and what follows it. */
const LIST_ITEM = /^[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|$)/;

/** The entity tags of a header field. Undefined for one that cannot be read. */
function readTags(field: string): '*' | Tag[] | undefined {
  if (field.trim() === '*') return '*';
  const tags: Tag[] = [];
  for (let rest = field; rest !== ''; ) {
    const item = LIST_ITEM.exec(rest);
    if (!item) return undefined;
    const [all, weak, opaque] = item;
    if (opaque !== undefined) tags.push({ isWeak: weak !== undefined, opaque });
    rest = rest.slice(all.length);
  }
  return tags.length > 0 ? tags : undefined;
}

/** The same answer compressed has a tag of its own, with the coding at its end (`codedTag`), and is the same state. */
function stateOf(opaque: string): string {
  return opaque.replace(/-[a-z]+$/, '');
}

/** The strong entity tag of an answer that is compressed with this coding (RFC 9110, section 8.8.3.3). */
export function codedTag(etag: string, coding: string): string {
  return etag.replace(/"$/, `-${coding}"`);
}

/**
 * What the caller of a change wants to be so before it. If-Match takes strong tags alone (RFC 9110, section 13.1.1).
 *
 * @throws AppError `malformed_request` for a field that cannot be read, and `precondition_failed` for the tag of what has
 *   none: no such tag is that of what is there
 */
export function conditionsOf(binding: Binding, { headers }: FastifyRequest): Conditions | undefined {
  const [match, none] = [headers['if-match'], headers['if-none-match']];
  if (match === undefined && none === undefined) return undefined;
  if (!['PUT', 'PATCH', 'DELETE'].includes(binding.method)) return undefined;
  const if_match = match === undefined ? undefined : strongOf(required('If-Match', match));
  const if_none_match = none === undefined ? undefined : anyOf(required('If-None-Match', none));
  if (!binding.isVersioned && if_match !== undefined && if_match !== '*') {
    throw new AppError('precondition_failed', { detail: 'What stands here has no entity tag: leave If-Match out' });
  }
  return { if_match, if_none_match };
}

function required(name: string, field: string): '*' | Tag[] {
  const tags = readTags(field);
  if (tags) return tags;
  throw new AppError('malformed_request', {
    detail: `${name} has to be "*" or entity tags in double quotes, as ETag has them`,
  });
}

function strongOf(tags: '*' | Tag[]): EntityTags {
  return tags === '*' ? tags : tags.flatMap(({ isWeak, opaque }) => (isWeak ? [] : stateOf(opaque)));
}

function anyOf(tags: '*' | Tag[]): EntityTags {
  return tags === '*' ? tags : tags.map(({ opaque }) => stateOf(opaque));
}

/** Whether an If-None-Match field has this entity tag. One that cannot be read says nothing. */
export function hasTag(field: string | undefined, opaque: string): boolean {
  const known = field === undefined ? undefined : readTags(field);
  return known === '*' || (known?.some((tag) => stateOf(tag.opaque) === opaque) ?? false);
}

type Exchange = { request: FastifyRequest; reply: FastifyReply };

/**
 * Gives an answer its ETag. For a GET, answers whether the caller has it already.
 *
 * @param text of the answer
 * @throws AppError `malformed_request`, and `precondition_failed` for a GET of what is not as its caller wants it
 */
export function tagAnswer({ method }: Binding, { request, reply }: Exchange, text: string): boolean {
  // After a PUT it would say that what was sent was kept as it came (RFC 9110, section 9.3.4).
  if (method === 'PUT') return false;
  const opaque = entityTagOf(text);
  const { 'if-match': match, 'if-none-match': none } = method === 'GET' ? request.headers : {};
  if (match !== undefined && !conditionsHold({ if_match: strongOf(required('If-Match', match)) }, opaque)) {
    throw new AppError('precondition_failed', { current: JSON.parse(text) as object });
  }
  reply.header('etag', `"${opaque}"`);
  const known = none === undefined ? undefined : readTags(none); // one that cannot be read says nothing
  if (!known) return false;
  const same = known === '*' ? { opaque } : known.find((tag) => stateOf(tag.opaque) === opaque);
  if (same) reply.header('etag', `"${same.opaque}"`); // which of its stored answers the caller is to use
  return same !== undefined;
}
