import { randomUUID } from 'node:crypto';
import type { Settings } from '@docket/router';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { within } from '../within.ts';
import type { Operations } from './doors.ts';
import { traces } from './traces.ts';
import type { Watcher } from './watcher.ts';

/** How long the last spans may take to leave when the server stops. */
const FLUSH_MS = 1000;

type Log = { warn(details: object, message: string): void; info(message: string): void };

/** Sends traces by OTLP over HTTP, where and how the OTEL_ variables say. */
export async function openTracing(settings: Settings, operations: Operations): Promise<Watcher> {
  let log: Log | undefined;
  const exporter = saying(await exporterFor(settings), () => log);
  const provider = new TracerProvider({
    resource: resourceOf(settings),
    sampler: samplerOf(settings),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: settings.OTEL_BSP_SCHEDULE_DELAY })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const database = settings.DATABASE_URL.startsWith('sqlite:') ? 'sqlite' : 'postgresql';
  const watcher = traces(trace.getTracer('docket', settings.VERSION), { operations, database });
  return {
    ...watcher,
    attach(watched) {
      ({ log } = watched.app);
      watcher.attach?.(watched);
    },
    async close() {
      await within(FLUSH_MS, provider.shutdown()).catch(() => undefined);
    },
  };
}

/** The exporter reads the rest of its settings from the environment itself. */
async function exporterFor({ OTEL_EXPORTER_OTLP_PROTOCOL }: Settings): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    OTEL_EXPORTER_OTLP_PROTOCOL === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** Says once that spans do not arrive, and once that they do again. What does not arrive is lost, and nobody waits for it. */
function saying(exporter: SpanExporter, log: () => Log | undefined): SpanExporter {
  let isAway = false;
  function note({ code, error }: ExportResult): void {
    const hasFailed = code === ExportResultCode.FAILED;
    if (hasFailed && !isAway)
      log()?.warn({ reason: error?.message }, 'traces do not arrive: see OTEL_EXPORTER_OTLP_ENDPOINT');
    if (!hasFailed && isAway) log()?.info('traces arrive again');
    isAway = hasFailed;
  }
  return {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      exporter.export(spans, (result) => {
        note(result);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function resourceOf({ OTEL_SERVICE_NAME, VERSION }: Settings) {
  const attributes = {
    'service.name': OTEL_SERVICE_NAME,
    'service.version': VERSION,
    'service.instance.id': randomUUID(),
  };
  const given = detectResources({ detectors: [envDetector] }); // OTEL_RESOURCE_ATTRIBUTES
  return defaultResource().merge(given).merge(resourceFromAttributes(attributes));
}

/** As OTEL_TRACES_SAMPLER names them (opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables). */
function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share }: Settings): Sampler {
  const root = rootSampler(name.replace('parentbased_', ''), share);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, share: number): Sampler {
  if (name === 'traceidratio') return new TraceIdRatioBasedSampler(share);
  return name === 'always_off' ? new AlwaysOffSampler() : new AlwaysOnSampler();
}
