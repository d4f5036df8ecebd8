import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Reads JSON; gives undefined for what is none. Takes out `__proto__` and `constructor.prototype`, as for REST. */
export function jsonParser(app: FastifyInstance): (request: FastifyRequest, text: string) => unknown {
  const parse = app.getDefaultJsonParser('remove', 'remove');
  return (request, text) => {
    let parsed: unknown;
    // It calls back at once, with undefined for what is no JSON.
    void parse(request, text, (_error, value: unknown) => {
      parsed = value;
    });
    return parsed;
  };
}
