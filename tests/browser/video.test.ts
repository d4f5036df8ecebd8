// Runs on sqlite: it tests what lies above the database.

// A page plays a file of an issue, in a real browser: its service worker adds the token, and the browser asks for parts.

import { launchBrowser, openPage } from '@docket/kit/browser';
import { openTestServer } from '@docket/kit/server';
import { afterAll, expect, test } from 'vitest';
import { openSite } from './site.ts';

const browser = await launchBrowser();

afterAll(() => browser?.close());

const inBrowser = test.runIf(browser); // see launchBrowser

/** Ten minutes of silence, which every browser plays (RIFF WAVE, 8,000 samples of 8 bits a second). */
function wav(): Uint8Array<ArrayBuffer> {
  const samples = 10 * 60 * 8000;
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return Uint8Array.from(Buffer.concat([header, Buffer.alloc(samples, 128)]));
}

/** Adds the token to what the page plays. */
const WORKER = `
  let token;
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener('message', (event) => {
    token = event.data.token;
    event.source.postMessage('ready');
  });
  self.addEventListener('fetch', (event) => {
    if (!event.request.url.endsWith('/content')) return;
    const headers = new Headers({ authorization: 'Bearer ' + token });
    const range = event.request.headers.get('range');
    if (range) headers.set('range', range);
    event.respondWith(fetch(event.request.url, { headers }));
  });
`;

const START = `
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  }
  const ready = new Promise((resolve) => navigator.serviceWorker.addEventListener('message', resolve, { once: true }));
  navigator.serviceWorker.controller.postMessage({ token });
  await ready;
`;

inBrowser('a video is played by parts, and from its end without what is before', async () => {
  const site = await openSite();
  const server = await openTestServer({ CORS_ORIGINS: JSON.stringify([site.origin]) }, { logging: false });
  const { caller, access_token } = await server.docket.createUser('ada');
  const parts: [range: string | undefined, status: number][] = [];
  // As an answer begins: what a browser has enough of is never read to its end.
  server.app.addHook('onSend', async (request, reply) => {
    if (request.url.endsWith('/content') && request.method === 'GET')
      parts.push([request.headers.range, reply.statusCode]);
  });
  const api = await server.listen();
  await caller.issue.create({ title: 'Silence', description: 'for ten minutes' });
  const files = [{ filename: 'silence.wav', content: new Blob([wav()]) }];
  const { items } = await caller.attachment.addToIssue({ issue_id: '1', files });
  // Without `crossorigin`, no answer of ours is for a page of another origin (Cross-Origin-Resource-Policy).
  site.show('/', '<title>Video</title><link rel="icon" href="data:,"><video muted crossorigin></video>');
  site.serve('/worker.js', { type: 'text/javascript', body: WORKER });
  const { page, faults } = await openPage(browser);
  await page.goto(site.origin);
  const [, at] = (await page.evaluate(`(async (token, url) => {
    ${START}
    const video = document.querySelector('video');
    const event = (name) => new Promise((resolve, reject) => {
      video.addEventListener(name, resolve, { once: true });
      video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
    });
    video.preload = 'metadata';
    const loaded = event('loadedmetadata');
    video.src = url;
    await loaded;
    const sought = event('seeked');
    video.currentTime = video.duration - 5;
    await sought;
    return [video.duration, video.currentTime];
  })('${access_token}', '${api}${items[0]?.url}')`)) as [number, number];
  expect(at).toBeCloseTo(595, 0);
  expect(parts.every(([range, status]) => range?.startsWith('bytes=') && status === 206)).toBe(true);
  expect(parts.length).toBeGreaterThan(1);
  expect(faults).toEqual([]);
});
