import { initTRPC } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { Context } from '../core/context.ts';
import { describeError, type ErrorCode, errorTable, type ValidationIssue } from '../core/errors.ts';
import type { Meta } from './meta.ts';

/** What a tRPC client finds in `error.data`. */
type ErrorData = {
  code: ErrorCode;
  httpStatus: number;
  /** The procedure that was called. */
  path: string | null;
  request_id: string | null;
  errors: ValidationIssue[] | null;
};

/** tRPC, set up once for the whole API. Procedures are built on the bases in procedures.ts. */
export const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    errorFormatter({ error, path, ctx }) {
      const { code, status, detail, errors } = describeError(error);
      const data: ErrorData = {
        code,
        httpStatus: status,
        path: path ?? null,
        request_id: ctx?.request.id ?? null,
        errors: errors ?? null,
      };
      return { message: detail, code: TRPC_ERROR_CODES_BY_KEY[errorTable[code].trpc], data };
    },
  });
