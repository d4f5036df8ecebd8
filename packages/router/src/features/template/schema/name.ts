import { line } from '../../../core/schema.ts';

/** What a new issue names its template by. */
export const templateKey = line(1, 100)
  .describe('The id of a template of the project, or its name: what is left out here is as it has it')
  .meta({ examples: ['Bug report'] });
