import { createServer, type IncomingHttpHeaders } from 'node:http';
import { ORPCError, os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { BatchHandlerPlugin } from '@orpc/server/plugins';
import { jwtVerify } from 'jose';
import { CreateIssue, GetIssue, Issue, IssueList, ListIssues } from './issue-schema.ts';
import { createIssue, getIssue, listIssues } from './issues.ts';
import { Credentials, logIn } from './login.ts';
import { expected, key, listen } from './peer.ts';

// oRPC with its RPC handler for Node's own server, as orpc.dev/docs/getting-started shows it.

const base = os.$context<{ headers: IncomingHttpHeaders }>();

const signedIn = base.use(async ({ context, next }) => {
  const token = context.headers.authorization?.replace('Bearer ', '') ?? '';
  const { payload } = await jwtVerify(token, key, expected).catch(() => {
    throw new ORPCError('UNAUTHORIZED');
  });
  return next({ context: { userId: payload.sub ?? '' } });
});

const router = {
  issue: {
    get: signedIn
      .input(GetIssue)
      .output(Issue)
      .handler(async ({ input }) => {
        const issue = await getIssue(input.id);
        if (!issue) throw new ORPCError('NOT_FOUND');
        return issue;
      }),
    list: signedIn
      .input(ListIssues)
      .output(IssueList)
      .handler(({ input }) => listIssues(input)),
    create: signedIn
      .input(CreateIssue)
      .output(Issue)
      .handler(({ context, input }) => createIssue(context.userId, input)),
  },
  auth: {
    login: base.input(Credentials).handler(async ({ input }) => {
      const token = await logIn(input);
      if (!token) throw new ORPCError('UNAUTHORIZED');
      return token;
    }),
  },
};

const handler = new RPCHandler(router, { plugins: [new BatchHandlerPlugin()] });
const server = createServer(async (request, response) => {
  const { matched } = await handler.handle(request, response, {
    prefix: '/rpc',
    context: { headers: request.headers },
  });
  if (matched) return;
  response.statusCode = 404;
  response.end('No procedure matched');
});
await listen(server);
