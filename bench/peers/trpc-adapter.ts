import type { AppRouter } from '@docket/router';
import { api, checkSettings, inProcessRequest, openDocket, trpcRouter } from '@docket/router';
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import fastify from 'fastify';
import { settingsIn } from '../benched-server.ts';
import { announce, credentialsOf, folder } from './peer.ts';

// tRPC's own Fastify adapter on Docket's router, as trpc.io/docs/server/adapters/fastify sets it up.

const docket = await openDocket(checkSettings(settingsIn(folder)));
const server = fastify({ routerOptions: { maxParamLength: 5000 } });
await server.register(fastifyTRPCPlugin, {
  prefix: '/trpc',
  trpcOptions: {
    router: trpcRouter(api),
    createContext: ({ req }) => docket.createContext(credentialsOf(req.headers.authorization), inProcessRequest()),
  } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
});
announce(await server.listen({ port: 0, host: '127.0.0.1' }));
