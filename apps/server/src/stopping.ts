import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** The server was told to stop: it finishes what is under way. */
    isStopping: boolean;
  }
}

/**
 * Keeps `app.isStopping`, and ends each connection with its last answer once the server stops. A
 * connection that a client keeps open would otherwise keep the process alive.
 */
export function stopGracefully(app: FastifyInstance): void {
  app.decorate('isStopping', false);
  app.addHook('preClose', async () => {
    app.isStopping = true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (app.isStopping) reply.header('connection', 'close');
    done();
  });
}
