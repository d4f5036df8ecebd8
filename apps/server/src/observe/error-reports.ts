import { type Fault, faults, reasonOf, type Settings } from '@docket/router';
import { within } from '../within.ts';
import { type ErrorEvent, errorEvent, kindOf } from './error-event.ts';
import type { Watcher } from './watcher.ts';

/** A fault of a kind is told once in this time, and no more than so many of all kinds. */
const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 60;

/** Reports under way at a time, and how long one may take: one that does not arrive is nobody's loss but the report's. */
const MOST_UNDER_WAY = 5;
const SEND_WITHIN_MS = 5000;

/** How long the last of them may take when the server stops. */
const CLOSE_WITHIN_MS = 1000;

type Warn = (details: object, message: string) => void;

/**
 * Sends a report of each unexpected error to where SENTRY_DSN says, as Sentry's SDKs do
 * (develop.sentry.dev/sdk/data-model/envelopes). No answer waits for it.
 */
export function errorReports(dsn: string, settings: Settings): Watcher {
  const reporter = new Reporter(dsn, settings);
  const onFault = (fault: unknown) => void setImmediate(() => reporter.report(fault as Fault));
  faults.subscribe(onFault);
  return {
    attach({ app: { log } }) {
      reporter.warn = (details, message) => log.warn(details, message);
    },
    async close() {
      faults.unsubscribe(onFault);
      await reporter.close();
    },
  };
}

class Reporter {
  readonly #dsn: string;
  readonly #settings: Settings;
  readonly #underWay = new Set<Promise<void>>();
  /** The kinds that were told of in this window. */
  readonly #told = new Set<string>();
  #windowEnds = 0;
  #silentUntil = 0;
  #notReported = 0;
  #isAway = false;
  warn: Warn = () => undefined;

  constructor(dsn: string, settings: Settings) {
    this.#dsn = dsn;
    this.#settings = settings;
  }

  report(fault: Fault): void {
    const event = errorEvent(fault, this.#settings);
    if (!this.#takesOn(kindOf(event))) {
      this.#notReported += 1;
      return;
    }
    event.extra.not_reported = this.#notReported;
    this.#notReported = 0;
    fault.log.info({ event_id: event.event_id }, 'reporting the error');
    const sending = this.#send(event).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Answers when what is under way has arrived, or has had its time. */
  async close(): Promise<void> {
    await within(CLOSE_WITHIN_MS, Promise.all(this.#underWay)).catch(() => undefined);
  }

  #takesOn(kind: string): boolean {
    const now = performance.now();
    if (now < this.#silentUntil || this.#underWay.size >= MOST_UNDER_WAY) return false;
    if (now > this.#windowEnds) {
      this.#told.clear();
      this.#windowEnds = now + WINDOW_MS;
    }
    if (this.#told.has(kind) || this.#told.size >= MOST_IN_WINDOW) return false;
    this.#told.add(kind);
    return true;
  }

  async #send(event: ErrorEvent): Promise<void> {
    try {
      const { status, headers } = await fetch(envelopeFor(this.#dsn, event));
      if (status === 429) this.#silentUntil = performance.now() + (Number(headers.get('retry-after')) || 60) * 1000;
      else if (status >= 400) throw new Error(`status ${status}`);
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.warn({ reason: reasonOf(error) }, 'reports of errors do not arrive: see SENTRY_DSN');
      this.#isAway = true;
    }
  }
}

/** `https://KEY@HOST/PATH/PROJECT` is where `PATH/api/PROJECT/envelope/` takes them. */
function envelopeFor(dsn: string, event: ErrorEvent): Request {
  const { protocol, host, pathname, username } = new URL(dsn);
  const [, path = '', project = ''] = /^(.*)\/(\d+)$/.exec(pathname) ?? [];
  const lines = [{ event_id: event.event_id, sent_at: new Date().toISOString() }, { type: 'event' }, event];
  return new Request(`${protocol}//${host}${path}/api/${project}/envelope/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-sentry-envelope',
      'x-sentry-auth': `Sentry sentry_version=7, sentry_client=${event.release.replace('@', '/')}, sentry_key=${username}`,
    },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
    signal: AbortSignal.timeout(SEND_WITHIN_MS),
  });
}
