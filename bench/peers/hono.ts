import { serve } from '@hono/node-server';
import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { z } from 'zod';
import { CreateIssue, GetIssue, Issue, IssueList } from './issue-schema.ts';
import { createIssue, getIssue, listIssues } from './issues.ts';
import { Credentials, logIn } from './login.ts';
import { announce, secret } from './peer.ts';

// Hono with its own middleware for JWT and zod, on @hono/node-server, as hono.dev/docs shows them.

const Page = z.object({ page: z.coerce.number().default(1), size: z.coerce.number().max(100).optional() });

const issues = new Hono<{ Variables: { jwtPayload: { sub: string } } }>()
  .use(jwt({ secret, alg: 'HS256', verification: { iss: 'docket', aud: 'docket' } }))
  .get('/:id', zValidator('param', GetIssue), async (c) => {
    const issue = await getIssue(c.req.valid('param').id);
    return issue ? c.json(Issue.parse(issue)) : c.json({ error: 'not_found' }, 404);
  })
  .get('/', zValidator('query', Page), async (c) => c.json(IssueList.parse(await listIssues(c.req.valid('query')))))
  .post('/', zValidator('json', CreateIssue), async (c) => {
    const issue = await createIssue(c.get('jwtPayload').sub, c.req.valid('json'));
    return c.json(Issue.parse(issue), 201);
  });

const app = new Hono()
  .route('/api/v1/issues', issues)
  .post('/api/v1/auth/login', zValidator('json', Credentials), async (c) => {
    const token = await logIn(c.req.valid('json'));
    return token ? c.json(token) : c.json({ error: 'unauthenticated' }, 401);
  });

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => announce(`http://127.0.0.1:${port}`));
