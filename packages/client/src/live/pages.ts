import { TRPCClientError } from '@trpc/client';
import type { DocketError } from '../errors.ts';
import type { Changed, Line } from './copy.ts';
import type { Mutation } from './queue.ts';
import type { Meta } from './storage.ts';

/** What the server has told, and what belongs to it. */
export type Change = {
  changed: Changed;
  /** All rows of projects that the copy did not have. */
  lines: Line[];
  /** Projects that are out of sight again. */
  dropped: string[];
  /** Mutations that the copy has from now on. */
  settled: string[];
  meta: Meta;
};

/** An error of the server, as it goes from one page to another. */
type Refusal = { shape: unknown; message: string };

/** What the pages of a browser tell each other. */
export type PageMessage =
  | { kind: 'changed'; change: Change }
  /** All was read anew, and is in the storage. */
  | { kind: 'replaced' }
  | { kind: 'cleared' }
  | { kind: 'queued'; mutation: Mutation }
  /** The server has done it. */
  | { kind: 'done'; mutation: Mutation; answer: unknown }
  | { kind: 'refused'; mutation: Mutation; refusal: Refusal };

export function refusalOf(error: Error): Refusal {
  return { shape: (error as Partial<DocketError>).shape, message: error.message };
}

export function errorOf({ shape, message }: Refusal): Error {
  if (!shape) return new Error(message);
  return TRPCClientError.from({ error: shape } as Parameters<typeof TRPCClientError.from>[0]);
}
