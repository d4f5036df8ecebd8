import type { TRPCLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';
import type { OnPosition } from './procedures.ts';
import type { AppRouter } from './trpc.ts';

/** Tells the position of each mutation that worked, before its caller gets the answer. */
export function positionLink(onPosition: OnPosition | undefined): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) => {
      const { path, type, context } = op;
      const listeners = [onPosition, context['onPosition'] as OnPosition | undefined].filter(
        (one) => one !== undefined,
      );
      if (type !== 'mutation' || listeners.length === 0) return next(op);
      return next(op).pipe(
        tap({
          next(result) {
            const position = positionIn(result.context);
            if (position) for (const tell of listeners) tell(position, { path });
          },
        }),
      );
    };
}

/** Calls that shared a request share its last position. Where CORS hides the header, there is none. */
function positionIn(context: Record<string, unknown> | undefined): string | undefined {
  const { headers } = (context?.['response'] ?? {}) as Partial<Response>;
  return headers?.get('docket-position') ?? undefined;
}
