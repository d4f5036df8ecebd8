import { z } from 'zod';
import { truth, wholeNumber } from './values.ts';

const webAddress = z.url({ protocol: /^https?$/, error: 'must be a web address, such as http://localhost:4318' });

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

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
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress
    .optional()
    .describe('Where traces go, by OTLP over HTTP, such as http://localhost:4318. Default: nowhere'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webAddress
    .optional()
    .describe(
      'The same as a whole address, with its path. The exporter reads its other variables from the environment',
    ),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf', 'http/json'])
    .default('http/protobuf')
    .describe('How traces are written: `http/protobuf` or `http/json`'),
  OTEL_SERVICE_NAME: z.string().default('docket').describe('Name of the service in traces'),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS)
    .default('parentbased_always_on')
    .describe(`Which traces are sent: ${SAMPLERS.map((name) => `\`${name}\``).join(', ')}`),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be a number')
    .min(0, 'must be at least 0')
    .max(1, 'must be at most 1')
    .default(1)
    .describe('Share of the traces for the samplers with `traceidratio`'),
  OTEL_BSP_SCHEDULE_DELAY: wholeNumber(1, 60_000).default(5000).describe('Milliseconds for which spans are gathered'),
  OTEL_SDK_DISABLED: truth.default(false).describe('`true` sends no traces, whatever else is set'),
  SENTRY_DSN: z
    .string()
    .regex(/^https?:\/\/\w+@[^/@\s]+(\/\S*)?\/\d+$/, 'must look like https://key@sentry.example.org/1')
    .optional()
    .describe('Where reports of unexpected errors go, to Sentry or what speaks its language. Default: nowhere'),
};
