import { z } from 'zod';
import { truth, wholeNumber } from './values.ts';

/** How Docket is seen from outside (docs/operating.md). */
export const observingSettings = {
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least that is logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`'),
  DEBUG: truth
    .default(false)
    .describe(
      '`true` logs at least from `debug` on, with each SQL statement and its time, and shows stacks on the command line',
    ),
  METRICS_PORT: wholeNumber(1, 65_535)
    .optional()
    .describe('Port of its own for `/metrics`, for Prometheus. Default: none'),
  METRICS_HOST: z.string().default('127.0.0.1').describe('Address to listen on for METRICS_PORT'),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must have at least 16 characters and no spaces: make one with openssl rand -hex 32')
    .optional()
    .describe('Bearer token that `/metrics` asks for: on METRICS_PORT, or without one on PORT. Default: none'),
};
