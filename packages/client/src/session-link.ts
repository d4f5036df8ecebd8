import { type OperationLink, TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable, observableToPromise } from '@trpc/server/observable';
import { isDocketError } from './errors.ts';
import { isRefreshRefused, type LiveSession, type Session, type SessionMode } from './session.ts';
import type { AppRouter } from './trpc.ts';

/** Opens a transport for calls that carry this access token, or none. */
export type OpenTransport = (use: TransportUse) => TRPCLink<AppRouter>;

type TransportUse = {
  accessToken: string | null;
  /** Whether it is for one call that begins, renews or ends a session: such a call is never batched. */
  changesSession: boolean;
};

type Call = Parameters<OperationLink<AppRouter>>[0];

type Result = Awaited<ReturnType<typeof resultOf>>;

/**
 * A terminating link that makes each call with the tokens of the session, renews them when they
 * are no longer good, and follows login, refresh and logout.
 */
export function sessionLink<Kept extends LiveSession>(
  mode: SessionMode<Kept>,
  session: Session<Kept>,
  openTransport: OpenTransport,
): TRPCLink<AppRouter> {
  return (runtime) => {
    const open = (use: TransportUse) => openTransport(use)(runtime);
    const transportFor = keepLatest((accessToken) => open({ accessToken, changesSession: false }));
    const send: Send = (call, accessToken) =>
      LOGOUTS.includes(call.op.path) || mode.grants[call.op.path]
        ? mode.exclusively(() => resultOf(open({ accessToken, changesSession: true }), call))
        : resultOf(transportFor(accessToken), call);
    return (call) =>
      observable((observer) => {
        dispatch({ mode, session, send }, call)
          .then((result) => {
            observer.next(result);
            observer.complete();
          })
          .catch((error: Error) => observer.error(TRPCClientError.from(error)));
      });
  };
}

/** The procedures that end the session in which they are called. */
const LOGOUTS = ['auth.logout', 'auth.logoutAll'];

const REFRESHES = ['auth.refresh', 'auth.refreshSession'];

type Send = (call: Call, accessToken: string | null) => Promise<Result>;

type Wiring<Kept extends LiveSession> = { mode: SessionMode<Kept>; session: Session<Kept>; send: Send };

/** Makes a call, and changes the session if that is what the call is about. */
async function dispatch<Kept extends LiveSession>(wiring: Wiring<Kept>, call: Call): Promise<Result> {
  const { path } = call.op;
  const remedy = wiring.mode.misfits[path];
  if (remedy) throw new Error(remedy);
  if (wiring.mode.grants[path]) return startOrRefresh(wiring, call);
  return LOGOUTS.includes(path) ? logOut(wiring, call) : sendInSession(wiring, call);
}

async function startOrRefresh<Kept extends LiveSession>(
  { mode, session, send }: Wiring<Kept>,
  call: Call,
): Promise<Result> {
  const { path, input } = call.op;
  const change = session.change();
  // A refresh goes on when its caller has left: the answer has the only tokens that the session goes on with.
  const lasting = REFRESHES.includes(path) ? { ...call, op: { ...call.op, signal: null } } : call;
  try {
    const result = await send(lasting, null);
    lasting.op.signal?.throwIfAborted(); // who gave up a login does not expect to be logged in
    await change((current) => mode.grants[path]?.({ tokens: dataOf(result), input, current }) ?? current);
    return result;
  } catch (error) {
    if (isRefreshRefused(error)) await change(mode.afterRefusal);
    throw error;
  }
}

async function logOut<Kept extends LiveSession>(wiring: Wiring<Kept>, call: Call): Promise<Result> {
  const change = wiring.session.change();
  try {
    const result = await sendInSession(wiring, call);
    await change(() => null);
    return result;
  } catch (error) {
    // The server knows no such session, or no longer lets its user in: there is nothing to keep.
    if (isDocketError(error) && [401, 403].includes(error.data.httpStatus)) await change(() => null);
    throw error;
  }
}

function sendInSession<Kept extends LiveSession>({ session, send }: Wiring<Kept>, call: Call): Promise<Result> {
  return inSession(session, (accessToken) => send(call, accessToken));
}

/** Makes a call with the access token of the session, and once more with the next one where that one is refused. */
export async function inSession<Kept extends LiveSession, Answer>(
  session: Session<Kept>,
  send: (accessToken: string | null) => Promise<Answer>,
): Promise<Answer> {
  const current = await session.current();
  if (!current) return send(null);
  try {
    return await send(current.access_token);
  } catch (error) {
    const renewed = isTokenRefused(error) ? await session.renew(current) : null;
    if (!isNewer(renewed, current)) throw error;
    return send(renewed.access_token);
  }
}

function isTokenRefused(error: unknown): boolean {
  return isDocketError(error) && error.data.code === 'unauthenticated';
}

function isNewer<Kept extends LiveSession>(renewed: Kept | null, stale: Kept): renewed is Kept {
  return renewed !== null && renewed.access_token !== stale.access_token;
}

async function resultOf(transport: OperationLink<AppRouter>, call: Call) {
  call.op.signal?.throwIfAborted(); // its caller has left while it waited for tokens or for its turn
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
