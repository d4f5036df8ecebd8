import { z } from 'zod';
import { pageInput, pageOf, timestamp, uuid } from '../../core/schema.ts';

export const Session = z
  .object({
    id: uuid,
    created_at: timestamp.describe('When somebody logged in'),
    last_used_at: timestamp.describe('To the minute'),
    expires_at: timestamp.describe('When it ends unless it is used before'),
    address: z.string().nullable().describe('The network address that it was begun from'),
    agent: z.string().nullable().describe('The User-Agent that it was begun with'),
    is_current: z.boolean().describe('Whether this call is made in it'),
  })
  .meta({
    id: 'Session',
    description: 'A login on one device',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18',
        created_at: '2026-01-31T09:30:00.000Z',
        last_used_at: '2026-01-31T11:05:00.000Z',
        expires_at: '2026-02-07T11:00:00.000Z',
        address: '203.0.113.7',
        agent: 'Mozilla/5.0',
        is_current: true,
      },
    ],
  });

export const SessionPage = pageOf(Session, { id: 'SessionPage', description: 'One page of sessions' });

export const ListSessions = z.object(pageInput);

export const RevokeSession = z.object({ id: uuid.describe('The id of the session') });

export type Session = z.output<typeof Session>;
export type ListSessions = z.output<typeof ListSessions>;
