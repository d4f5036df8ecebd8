import { z } from 'zod';
import { uuid } from '../../core/schema.ts';

export const exampleProject = { id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c17', key: 'WEB', name: 'Website' };

/** A project, as its issues show it. */
export const ProjectSummary = z
  .object({
    id: uuid,
    key: z.string().describe('What the keys of its issues begin with'),
    name: z.string().describe('What it is called'),
  })
  .meta({ id: 'ProjectSummary', description: 'A project in short', examples: [exampleProject] });
