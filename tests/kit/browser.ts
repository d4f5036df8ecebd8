import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/**
 * A real browser. It comes from npm, for Linux on x64, and needs libnss3; undefined where it cannot
 * start, so that the tests which need it are skipped and the run says how many.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const executablePath = await sparticuz.executablePath();
  return chromium.launch({ executablePath, args: ['--no-sandbox'] }).catch(() => undefined);
}

/** A window of its own, with cookies of its own, which is closed when the test ends. */
export async function openWindow(browser: Browser | undefined): Promise<BrowserContext> {
  if (!browser) throw new Error('no browser');
  const window = await browser.newContext({ locale: 'en-US' }); // its own, en-US@posix, is no language tag
  window.setDefaultTimeout(60_000);
  onTestFinished(() => window.close());
  return window;
}

/** A page, the addresses that it asks for, and what it complains of: errors, and breaches of its security policy. */
export async function openPage(
  browser: Browser | undefined,
): Promise<{ page: Page; requests: string[]; faults: string[] }> {
  const page = await (await openWindow(browser)).newPage();
  const requests: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => void requests.push(request.url()));
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return { page, requests, faults };
}
