import { type Around, describeError, type LimitState } from '@docket/router';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Door, Operations } from './doors.ts';

/** What takes longer than the last has met a limit of ours. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests, the calls in them, and what limits have refused. */
export function callMetrics(registry: Registry, { doorOf, byOperationId }: Operations) {
  const metrics = declare(registry);

  function aroundCall(door: Door): Around {
    return async (operationId, work) => {
      const { name: procedure = 'unknown', status: success = 200 } = byOperationId.get(operationId) ?? {};
      const began = performance.now();
      let status: number = door === 'rest' ? success : 200;
      try {
        return await work();
      } catch (error) {
        status = describeError(error).status;
        throw error;
      } finally {
        metrics.calls.inc({ procedure, door, status });
        metrics.callSeconds.observe({ procedure }, (performance.now() - began) / 1000);
      }
    };
  }

  return {
    around: (request: FastifyRequest) => aroundCall(doorOf(request)),
    limit({ name, is_exceeded }: LimitState) {
      if (is_exceeded) metrics.refusals.inc({ limit: name });
    },
    attach(app: FastifyInstance) {
      app.addHook('onResponse', (request, reply, done) => {
        const door = doorOf(request);
        metrics.requests.inc({ door, status: reply.statusCode });
        metrics.requestSeconds.observe({ door }, reply.elapsedTime / 1000);
        done();
      });
    },
  };
}

function declare(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'docket_http_requests_total',
      help: 'HTTP requests that were answered, also those that no procedure has seen',
      labelNames: ['door', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'docket_http_request_duration_seconds',
      help: 'From the arrival of the header to the end of the answer',
      labelNames: ['door'],
      buckets: SECONDS,
      registers,
    }),
    calls: new Counter({
      name: 'docket_calls_total',
      help: 'Calls of procedures; those of a batch count one by one',
      labelNames: ['procedure', 'door', 'status'],
      registers,
    }),
    callSeconds: new Histogram({
      name: 'docket_call_duration_seconds',
      help: 'What a call takes from its limits to its outcome',
      labelNames: ['procedure'],
      buckets: SECONDS,
      registers,
    }),
    refusals: new Counter({
      name: 'docket_limit_refusals_total',
      help: 'Calls that a limit has refused',
      labelNames: ['limit'],
      registers,
    }),
  };
}
