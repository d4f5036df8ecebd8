import { hash } from 'node:crypto';

/** What an If-Match or If-None-Match names, without quotes; `*` is whatever there is (RFC 9110, section 13.1). */
export type EntityTags = '*' | readonly string[];

/** What a caller wants to be so before anything is changed. */
export type Conditions = {
  /** One of these is the tag of what there is. */
  if_match?: EntityTags | undefined;
  /** None of these is. */
  if_none_match?: EntityTags | undefined;
};

/**
 * The strong entity tag of a representation, without quotes (RFC 9110, section 8.8.3). A hash, since the version of an
 * issue does not grow with all that is shown of it: comments are counted, labels and people are renamed.
 */
export function entityTagOf(body: string): string {
  return hash('sha256', body, 'hex').slice(0, 32);
}

/** Whether the conditions hold of what has this tag. */
export function conditionsHold({ if_match, if_none_match }: Conditions, tag: string): boolean {
  const names = (tags: EntityTags) => tags === '*' || tags.includes(tag);
  return (if_match === undefined || names(if_match)) && (if_none_match === undefined || !names(if_none_match));
}
