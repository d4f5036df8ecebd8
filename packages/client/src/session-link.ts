import { type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, observableToPromise } from '@trpc/server/observable';
import { isDocketError } from './errors.ts';
import type { AppRouter, RefreshInput, TokenPair } from './generated/contract.ts';
import type { Session, StoredSession } from './session.ts';

/** A transport whose calls carry this access token, or none. */
export type OpenTransport = (accessToken: string | null) => TRPCLink<AppRouter>;

type Call = Parameters<OperationLink<AppRouter>>[0];

type Result = Awaited<ReturnType<typeof settle>>;

/**
 * A terminating link that makes each call with the tokens of the session, renews them when they
 * are no longer good, and follows login, refresh and logout.
 */
export function sessionLink(session: Session, openTransport: OpenTransport): TRPCLink<AppRouter> {
  return (runtime) => {
    const transportFor = keepLatest((token) => openTransport(token)(runtime));
    const send: Send = (call, token) => settle(transportFor(token), call);
    return (call) =>
      observable((observer) => {
        follow(session, send, call)
          .then((result) => {
            observer.next(result);
            observer.complete();
          })
          .catch((error: Error) => observer.error(TRPCClientError.from(error)));
      });
  };
}

type Send = (call: Call, accessToken: string | null) => Promise<Result>;

/** Makes a call, and changes the session if that is what the call is about. */
async function follow(session: Session, send: Send, call: Call): Promise<Result> {
  switch (call.op.path) {
    case 'auth.login':
    case 'auth.refresh': {
      const change = session.change();
      const result = await send(call, null);
      // The link layer is untyped; the contract says what these two procedures take and answer.
      await change(dataOf(result) as TokenPair, (call.op.input as Partial<RefreshInput>).refresh_token);
      return result;
    }
    case 'auth.logout':
      return logOut(session, send, call);
    default:
      return sendInSession(session, send, call);
  }
}

async function logOut(session: Session, send: Send, call: Call): Promise<Result> {
  const change = session.change();
  try {
    const result = await sendInSession(session, send, call);
    await change(null);
    return result;
  } catch (error) {
    // The server knows no such session, or no longer lets its user in: there is nothing to keep.
    if (isDocketError(error) && [401, 403].includes(error.data.httpStatus)) await change(null);
    throw error;
  }
}

async function sendInSession(session: Session, send: Send, call: Call): Promise<Result> {
  const current = await session.current();
  if (!current) return send(call, null);
  try {
    return await send(call, current.access_token);
  } catch (error) {
    const renewed = isTokenRefused(error) ? await session.renew(current) : null;
    if (!isNewer(renewed, current)) throw error;
    return send(call, renewed.access_token);
  }
}

function isTokenRefused(error: unknown): boolean {
  return isDocketError(error) && error.data.code === 'unauthenticated';
}

function isNewer(renewed: StoredSession | null, stale: StoredSession): renewed is StoredSession {
  return renewed !== null && renewed.access_token !== stale.access_token;
}

function settle(transport: OperationLink<AppRouter>, call: Call) {
  return observableToPromise(transport(call));
}

function dataOf({ result }: Result): unknown {
  return 'data' in result ? result.data : undefined;
}

/**
 * A batch has one Authorization header for all its calls. So each token has a transport of its
 * own, and calls with different tokens never meet in one batch.
 */
function keepLatest(open: (token: string | null) => OperationLink<AppRouter>) {
  const anonymous = open(null);
  let latest: { token: string; transport: OperationLink<AppRouter> } | undefined;
  return (token: string | null) => {
    if (token === null) return anonymous;
    if (latest?.token !== token) latest = { token, transport: open(token) };
    return latest.transport;
  };
}
