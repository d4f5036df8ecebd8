import fastify from 'fastify';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { CreateIssue, GetIssue, Issue, IssueList } from './issue-schema.ts';
import { createIssue, getIssue, listIssues } from './issues.ts';
import { logIn } from './login.ts';
import { announce, expected, key } from './peer.ts';

// Fastify with Kysely, zod and jose, each used as its documentation shows it first.

const Page = z.object({ page: z.coerce.number().default(1), size: z.coerce.number().max(100).optional() });

const server = fastify();

await server.register(
  async (app) => {
    app.decorateRequest('userId', '');
    app.addHook('onRequest', async (request) => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
      const { payload } = await jwtVerify(token, key, expected);
      request.setDecorator('userId', payload.sub ?? '');
    });
    app.get('/:id', async (request, reply) => {
      const issue = await getIssue(GetIssue.parse(request.params).id);
      return issue ? Issue.parse(issue) : reply.code(404).send({ error: 'not_found' });
    });
    app.get('/', async (request) => IssueList.parse(await listIssues(Page.parse(request.query))));
    app.post('/', async (request, reply) => {
      const issue = await createIssue(request.getDecorator('userId'), CreateIssue.parse(request.body));
      return reply.code(201).send(Issue.parse(issue));
    });
  },
  { prefix: '/api/v1/issues' },
);
server.post('/api/v1/auth/login', async (request, reply) => {
  const token = await logIn(request.body);
  return token ?? reply.code(401).send({ error: 'unauthenticated' });
});

announce(await server.listen({ port: 0, host: '127.0.0.1' }));
