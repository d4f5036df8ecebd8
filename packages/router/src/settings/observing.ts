import { z } from 'zod';
import { truth } from './values.ts';

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
};
