import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { API_PREFIX } from '@docket/rest';
import type { Settings } from '@docket/router';
import type { FastifyInstance } from 'fastify';
import { serveFile } from './static-files.ts';
import { SWAGGER_INIT } from './swagger-init.ts';

/** The only files of the package that are served. */
const SWAGGER_FILES = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
};

/**
 * The OpenAPI document and two pages that show it, Swagger UI and ReDoc. Everything that they
 * load comes from our own packages, so they work without the internet.
 */
export async function docsPages(app: FastifyInstance, { settings }: { settings: Settings }): Promise<void> {
  sendOnFromSlash(app);
  for (const url of ['/openapi.json', `${API_PREFIX}/openapi.json`]) {
    const headers = { 'cache-control': 'no-store' };
    serveFile(app, { url, type: 'application/json; charset=utf-8', read: () => openApiText(settings), headers });
  }

  if (!settings.DOCS) return;
  app.get('/', async (_request, reply) => reply.redirect(`${settings.PUBLIC_URL ?? '/'}docs`));

  const swagger = import.meta.resolve('swagger-ui-dist/package.json');
  for (const [name, type] of Object.entries(SWAGGER_FILES)) {
    serveFile(app, { url: `/docs/assets/${name}`, type, read: () => readFile(new URL(name, swagger)) });
  }
  serveFile(app, { url: '/redoc/assets/redoc.standalone.js', type: 'text/javascript', read: redocBundle });

  const title = settings.PROJECT_NAME;
  addPage(app, { ...SWAGGER_PAGE, title });
  addPage(app, { ...REDOC_PAGE, title });
}

/** From `/docs/` to `/docs`: a page finds what it loads as seen from there. */
function sendOnFromSlash(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url }, reply, done) => {
    const [, name] = /\/([\w.-]+)\/(?:\?.*)?$/.exec(url) ?? [];
    if (name === undefined) done();
    else void reply.redirect(`../${name}`);
  });
}

/** Made when it is first asked for: most servers are never asked. */
async function openApiText(settings: Settings): Promise<string> {
  const { openApiDocument } = await import('@docket/rest/document');
  return JSON.stringify(openApiDocument(settings));
}

/** ReDoc shows its maker's logo, which it would load from elsewhere: an empty picture stands in for it. */
async function redocBundle(): Promise<string> {
  const file = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'));
  const script = await readFile(file, 'utf8');
  return script.replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', EMPTY_PICTURE);
}

const EMPTY_PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** Scripts, styles and calls of our own, and nothing inline (CSP Level 3). */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SWAGGER_POLICY = `${PAGE_POLICY}; style-src 'self'`;

/**
 * ReDoc makes two style elements: an empty one, which it fills by script, and that of its scroll bar.
 * After an upgrade the browser names the new hash. Its search runs in a worker of its own making.
 */
const REDOC_POLICY =
  `${PAGE_POLICY}; worker-src blob:; style-src 'self' ` +
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

const REDOC_INIT = `Redoc.init('openapi.json', { hideLoading: true }, document.getElementById('docs'));
`;

const SWAGGER_PAGE = {
  url: '/docs',
  policy: SWAGGER_POLICY,
  script: 'swagger-ui-bundle.js',
  style: 'swagger-ui.css',
  init: SWAGGER_INIT,
};

const REDOC_PAGE = { url: '/redoc', policy: REDOC_POLICY, script: 'redoc.standalone.js', init: REDOC_INIT };

const PAGE_STYLE = 'body { margin: 0 }\n';

/** As `/docs/assets/…`, as seen from `/docs`: whatever path a proxy has taken away, a page finds what it loads. */
const relative = (url: string) => url.slice(1);

type DocsPage = { url: string; title: string; policy: string; script: string; style?: string; init: string };

function addPage(app: FastifyInstance, { url, title, policy, script, style, init }: DocsPage): void {
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" type="image/png" href="docs/assets/favicon-32x32.png">
    <link rel="stylesheet" href="${relative(url)}/page.css">${
      style ? `\n    <link rel="stylesheet" href="${relative(url)}/assets/${style}">` : ''
    }
  </head>
  <body>
    <div id="docs"></div>
    <script src="${relative(url)}/assets/${script}"></script>
    <script src="${relative(url)}/init.js"></script>
  </body>
</html>
`;
  serveFile(app, {
    url,
    type: 'text/html',
    read: async () => html,
    headers: { 'content-security-policy': policy, 'cache-control': 'no-store' },
  });
  serveFile(app, { url: `${url}/page.css`, type: 'text/css', read: async () => PAGE_STYLE });
  serveFile(app, { url: `${url}/init.js`, type: 'text/javascript', read: async () => init });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
