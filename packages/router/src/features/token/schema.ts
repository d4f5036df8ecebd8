import { z } from 'zod';
import { name, pageInput, pageOf, timestamp, uuid } from '../../core/schema.ts';
import { SCOPES } from '../../core/scopes.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';

const scope = z.enum(SCOPES).meta({
  id: 'Scope',
  description: 'What an API token is good for. `issues:write` includes `issues:read`, and `admin` includes all',
  examples: ['issues:read'],
});

/** That a token may be narrowed to. */
const MOST_PROJECTS = 50;

const fields = {
  id: uuid,
  name: z.string().describe('What it is for'),
  prefix: z.string().describe('How the token begins'),
  scopes: z.array(scope).describe('What it is good for'),
  projects: z
    .array(ProjectSummary)
    .nullable()
    .describe('The projects to which it is narrowed, of those that you see now; null: all that you see'),
  created_at: timestamp,
  expires_at: timestamp.nullable().describe('Null: never'),
  last_used_at: timestamp.nullable().describe('To the minute'),
};

const example = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c17',
  name: 'nightly report',
  prefix: 'dkt_Q3vJ',
  scopes: ['issues:read' as const],
  projects: [exampleProject],
  created_at: '2026-01-31T09:30:00.000Z',
  expires_at: '2026-05-01T09:30:00.000Z',
  last_used_at: null,
};

export const ApiToken = z.object(fields).meta({
  id: 'ApiToken',
  description: 'A token that a user gave to a script',
  examples: [example],
});

export const NewApiToken = z
  .object({ ...fields, token: z.string().describe('The token itself, which is shown only here') })
  .meta({
    id: 'NewApiToken',
    description: 'An API token that was just made',
    examples: [{ ...example, token: 'dkt_Q3vJ…' }],
  });

export const ApiTokenPage = pageOf(ApiToken, { id: 'ApiTokenPage', description: 'One page of API tokens' });

export const ListApiTokens = z.object(pageInput);

export const CreateApiToken = z
  .object({
    name: name(1, 100).meta({ description: 'What it is for', examples: ['nightly report'] }),
    scopes: z.array(scope).min(1).max(SCOPES.length).describe('What it is good for; `admin` only an admin can give'),
    projects: z
      .array(projectKey)
      .min(1)
      .max(MOST_PROJECTS)
      .describe('Ids or keys of projects: it sees these alone. All that you see when left out; not with `admin`')
      .optional(),
    expires_in_days: z
      .int()
      .min(1)
      .max(3650)
      .describe('Days until it stops working; never when left out')
      .meta({ examples: [90] })
      .optional(),
  })
  .meta({
    id: 'CreateApiToken',
    description: 'A new API token',
    examples: [{ name: 'nightly report', scopes: ['issues:read'], expires_in_days: 90 }],
  });

export const RevokeApiToken = z.object({ id: uuid.describe('The id of the API token') });

export type ApiToken = z.output<typeof ApiToken>;
export type NewApiToken = z.output<typeof NewApiToken>;
export type ListApiTokens = z.output<typeof ListApiTokens>;
export type CreateApiToken = z.output<typeof CreateApiToken>;
