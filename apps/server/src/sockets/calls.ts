import {
  AppError,
  type Context,
  type Docket,
  isRpc,
  listProcedures,
  newId,
  type ProcedureInfo,
  positionText,
  resumed,
  type Stream,
} from '@docket/router';
import type { FastifyRequest } from 'fastify';
import { socketInfo } from '../context.ts';
import { actorName, clientAddress, logAnswer } from '../log.ts';
import type { Watcher } from '../observe/watcher.ts';
import { type Outcome, outcomeOf, retryAfter } from '../rpc-answer.ts';
import { tooBusy } from '../server-busy.ts';
import type { Answer, Caller } from './conversation.ts';
import { type Asked, answerText, type Fields } from './messages.ts';

/** Does the work of a call when it is its turn; `isLate`: it is to be refused. */
type Work = <T>(hasLeft: () => boolean, work: (isLate: boolean) => Promise<T>) => Promise<T>;

type Parts = { docket: Docket; watcher: Watcher; work: Work };

type Opening = {
  /** The request that opened the WebSocket. */
  request: FastifyRequest;
  token: string | undefined;
};

/** Makes the context of a call, as for a request of its own. */
export function contextOf({ docket, watcher }: Parts, { request, token }: Opening, fields: Fields): Promise<Context> {
  const info = socketInfo(watcher, request, {
    id: newId(),
    reportPosition(position) {
      fields['docket-position'] = positionText(position);
    },
  });
  return docket.createContext(token === undefined ? 'anonymous' : { access_token: token }, info);
}

/** Runs calls that come over WebSockets through the same chain as all others, and in turn with them. */
export function callRunner(parts: Parts) {
  const procedures = new Map(
    listProcedures()
      .filter(isRpc)
      .map((procedure) => [procedure.name, procedure]),
  );
  return (request: FastifyRequest, asked: Asked, caller: Caller): Promise<Answer> =>
    parts.work(caller.hasLeft, async (isLate) => {
      const began = performance.now();
      const fields: Fields = {};
      const making = isLate ? Promise.reject(tooBusy()) : contextOf(parts, { request, token: caller.token }, fields);
      const ctx = await making.catch((refusal: unknown) => ({ refusal }));
      const procedure = procedures.get(asked.path);
      const called = procedure && kindOf(procedure) === asked.kind ? procedure : nowhere(asked.path);
      const log = 'refusal' in ctx ? request.log : ctx.request.log;
      const outcome = await outcomeOf(callOf(called, asked, fields), undefined, { ctx, log, signal: caller.signal });
      logAnswer(log, {
        method: 'WS',
        path: `/trpc/${asked.path}`,
        status: outcome.status,
        milliseconds: performance.now() - began,
        actor: 'refusal' in ctx ? undefined : actorName(ctx.actor),
        address: clientAddress(request),
      });
      return answerOf(asked, outcome, fields);
    });
}

/** What tRPC calls it. */
function kindOf({ kind }: ProcedureInfo): Asked['kind'] {
  if (kind === 'feed') return 'subscription';
  return kind === 'query' ? 'query' : 'mutation';
}

type Called = Pick<ProcedureInfo, 'name' | 'run'> & Partial<Pick<ProcedureInfo, 'kind'>>;

/** Stands for a procedure that there is not, and counts as one. */
function nowhere(path: string): Called {
  return {
    name: path,
    async run({ ctx }) {
      await ctx.limits.countCall(ctx, 'read');
      throw new AppError('route_not_found', { detail: `No procedure found on path "${path}"` });
    },
  };
}

function callOf(procedure: Called, { input, lastEventId, key }: Asked, fields: Fields) {
  const onReplay = () => {
    fields['idempotency-replayed'] = 'true';
  };
  return {
    procedure,
    input: procedure.kind === 'feed' ? resumed(input, lastEventId) : input,
    sentKey: key === undefined ? undefined : { key, onReplay },
  };
}

function answerOf({ id, kind }: Asked, { body, thrown }: Outcome, fields: Fields): Answer {
  if ('error' in body) {
    const isUnauthenticated = body.error.data.code === 'unauthenticated';
    return { text: answerText(id, body, { ...fields, ...retryAfter(thrown ? [thrown] : []) }), isUnauthenticated };
  }
  const { data } = body.result;
  if (kind === 'subscription') return { stream: data as Stream };
  return { text: answerText(id, { result: { type: 'data', data } }, fields), isUnauthenticated: false };
}
