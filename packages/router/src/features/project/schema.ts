import { z } from 'zod';
import { key, uuid } from '../../core/schema.ts';

export const exampleProject = { id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c17', key: 'WEB', name: 'Website' };

/** Projects are addressed by id or by key, also by one that they had before. */
export const projectKey = key(
  /^(?:[a-zA-Z][a-zA-Z0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id or the key of a project',
)
  .describe('The id of a project, or its key in any case')
  .meta({ examples: ['WEB'] });

/** A project, as its issues show it. */
export const ProjectSummary = z
  .object({
    id: uuid,
    key: z.string().describe('What the keys of its issues begin with'),
    name: z.string().describe('What it is called'),
  })
  .meta({ id: 'ProjectSummary', description: 'A project in short', examples: [exampleProject] });
