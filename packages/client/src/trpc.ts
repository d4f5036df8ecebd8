// For other packages of tRPC, such as @trpc/tanstack-react-query. The types of tRPC need those of Node and of ws.

import type { TRPCClient } from '@trpc/client';
import type {
  TRPC_ERROR_CODE_NUMBER,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { DocketClient, ErrorShape } from './generated/contract.ts';
import type { InputOf, Mutation, OutputOf, Query, Subscription } from './procedures.ts';

/** The API as the router of a tRPC server. */
export type AppRouter = TRPCBuiltRouter<
  Root,
  {
    [Feature in keyof DocketClient]: {
      [Verb in keyof DocketClient[Feature]]: TrpcProcedure<DocketClient[Feature][Verb]>;
    };
  }
>;

type Root = { ctx: object; meta: object; errorShape: TrpcErrorShape; transformer: false };

type TrpcErrorShape = ErrorShape & { code: TRPC_ERROR_CODE_NUMBER };

type TrpcProcedure<Procedure> =
  Procedure extends Query<never, unknown>
    ? TRPCQueryProcedure<Ends<Procedure>>
    : Procedure extends Mutation<never, unknown>
      ? TRPCMutationProcedure<Ends<Procedure>>
      : Procedure extends Subscription<never, never>
        ? TRPCSubscriptionProcedure<Ends<Procedure>>
        : never;

type Ends<Procedure> = {
  input: InputOf<Procedure>;
  output: OutputOf<Procedure>;
  meta: object;
  errorShape: TrpcErrorShape;
};

/** The same client, as tRPC's own types describe it: `createTRPCOptionsProxy<AppRouter>({ client: trpcClient(docket), … })`. */
export function trpcClient(docket: DocketClient): TRPCClient<AppRouter> {
  return docket as TRPCClient<AppRouter>;
}
