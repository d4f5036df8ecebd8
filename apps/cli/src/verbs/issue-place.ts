import type { Place } from './verb.ts';

/** The issue that a command is about. */
export const issuePlace: Place = {
  field: 'id',
  name: 'issue',
  description: 'number, key such as WEB-12, or id',
  finds: 'issue',
};
