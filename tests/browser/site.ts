import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'vite';
import { onTestFinished } from 'vitest';

/** A web site on a port of its own, on this machine. */
export type Site = {
  /** The same pages under two names, which a browser takes for two sites. */
  origin: string;
  other_name: string;
  /** Shows a page from now on. */
  show(path: string, html: string): void;
  /** Serves a file from now on. */
  serve(path: string, file: SiteFile): void;
};

type SiteFile = { type: string; body: string | Uint8Array };

/** Serves pages, and the typed client as `/client.js` with its live store as `/live.js`, until the test ends. */
export async function openSite(): Promise<Site> {
  const pages = new Map<string, SiteFile>();
  for (const [path, body] of await bundledClient()) pages.set(path, { type: 'text/javascript', body });
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' }).end(page?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    other_name: `http://localhost:${port}`,
    show: (path, html) => void pages.set(path, { type: 'text/html', body: `<!doctype html>${html}` }),
    serve: (path, file) => void pages.set(path, file),
  };
}

/** A page with a client of the API, `docket`, that keeps its session in a cookie unless these options say otherwise. */
export function clientPage(api: string, options: object = { session: 'cookie' }): string {
  return `<title>Docket</title><link rel="icon" href="data:,"><script type="module">
    import { createDocketClient } from '/client.js';
    globalThis.docket = createDocketClient(${JSON.stringify({ url: api, ...options })});
  </script>`;
}

let bundle: Promise<[string, string][]> | undefined;

/** What a frontend that uses the client would serve, made once for all tests. */
function bundledClient(): Promise<[string, string][]> {
  bundle ??= bundleClient();
  return bundle;
}

async function bundleClient(): Promise<[string, string][]> {
  const fileOf = (specifier: string) => new URL(import.meta.resolve(specifier)).pathname;
  const entry = { client: fileOf('@docket/client'), live: fileOf('@docket/client/live') };
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  });
  const [result] = [built].flat();
  if (!result || !('output' in result)) throw new Error('vite has built nothing');
  return result.output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : []));
}
