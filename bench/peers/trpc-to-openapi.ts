import { api, checkSettings, inProcessRequest, openDocket } from '@docket/router';
import fastify from 'fastify';
import { fastifyTRPCOpenApiPlugin } from 'trpc-openapi';
import { describedRouter } from '../../packages/rest/src/described-router.ts';
import { settingsIn } from '../benched-server.ts';
import { announce, credentialsOf, folder } from './peer.ts';

// trpc-to-openapi's Fastify plugin on Docket's procedures, as its README sets it up. It needs the schemas in the router,
// so inputs are parsed twice here, which costs a few microseconds.

const docket = await openDocket(checkSettings(settingsIn(folder)));
const server = fastify();
await server.register(fastifyTRPCOpenApiPlugin, {
  basePath: '/api/v1',
  router: describedRouter(api),
  createContext: ({ req }: { req: { headers: { authorization?: string } } }) =>
    docket.createContext(credentialsOf(req.headers.authorization), inProcessRequest()),
});
announce(await server.listen({ port: 0, host: '127.0.0.1' }));
