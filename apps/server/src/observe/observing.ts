import cluster from 'node:cluster';
import type { Settings } from '@docket/router';
import { openOperations } from './doors.ts';
import { addScrapeRoute, isScraped, listenForScrapes } from './scraping.ts';
import { sqlLog } from './sql-log.ts';
import { together, type Watcher } from './watcher.ts';

/** Who watches this process, as the settings say. What nobody asks for is not even loaded. */
export async function openObserving(settings: Settings): Promise<Watcher> {
  const watchers: Watcher[] = [];
  if (settings.DEBUG) watchers.push(sqlLog());
  if (isScraped(settings)) watchers.push(await openScraped(settings));
  if (settings.SENTRY_DSN !== undefined) {
    const { errorReports } = await import('./error-reports.ts');
    watchers.push(errorReports(settings.SENTRY_DSN, settings));
  }
  if (isTraced(settings)) {
    const { openTracing } = await import('./tracing.ts');
    watchers.push(await openTracing(settings, openOperations()));
  }
  return together(watchers);
}

function isTraced(settings: Settings): boolean {
  const { OTEL_SDK_DISABLED, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = settings;
  return !OTEL_SDK_DISABLED && (OTEL_EXPORTER_OTLP_ENDPOINT ?? OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined;
}

/** In the process that starts the workers: gathers their metrics, and answers Prometheus for all of them. */
export async function gatherMetrics(settings: Settings): Promise<void> {
  if (!isScraped(settings)) return;
  const { gatherFromWorkers } = await import('./workers-metrics.ts');
  const scrape = gatherFromWorkers();
  if (settings.METRICS_PORT !== undefined) await listenForScrapes(settings, scrape);
}

async function openScraped(settings: Settings): Promise<Watcher> {
  const { openMetrics } = await import('./metrics.ts');
  const { registry, ...watcher } = openMetrics(openOperations());
  const scrape = cluster.isWorker
    ? (await import('./workers-metrics.ts')).joinGathering(registry)
    : () => registry.metrics();
  let listening: { close(): void } | undefined;
  return {
    ...watcher,
    attach(watched) {
      watcher.attach?.(watched);
      if (settings.METRICS_PORT === undefined) addScrapeRoute(watched.app, settings, scrape);
    },
    async listen() {
      const isOurs = settings.METRICS_PORT !== undefined && cluster.isPrimary;
      if (isOurs) listening = await listenForScrapes(settings, scrape);
    },
    async close() {
      listening?.close();
      await watcher.close?.();
    },
  };
}
