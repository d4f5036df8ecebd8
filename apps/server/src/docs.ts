import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_PREFIX, openApiDocument } from '@docket/rest';
import type { Settings } from '@docket/router';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The only files of the package that are served. */
const SWAGGER_FILES = ['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png'];

/**
 * The OpenAPI document and two pages that show it, Swagger UI and ReDoc. Everything that they
 * load comes from our own packages, so they work without the internet.
 */
export async function docsPages(app: FastifyInstance, { settings }: { settings: Settings }): Promise<void> {
  const document = JSON.stringify(openApiDocument(settings));
  for (const url of ['/openapi.json', `${API_PREFIX}/openapi.json`]) {
    app.get(url, async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  }

  app.get('/', async (_request, reply) => reply.redirect('/docs'));

  await app.register(fastifyStatic, {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json'))),
    prefix: '/docs/assets/',
    allowedPath: (path) => SWAGGER_FILES.includes(path),
    maxAge: '1 day',
  });
  const redoc = redocBundle();
  app.get('/redoc/assets/redoc.standalone.js', async (_request, reply) =>
    reply.type('text/javascript').header('cache-control', 'public, max-age=86400').send(redoc),
  );

  addPage(app, { url: '/docs', settings, script: 'swagger-ui-bundle.js', style: 'swagger-ui.css', init: SWAGGER_INIT });
  addPage(app, { url: '/redoc', settings, script: 'redoc.standalone.js', init: REDOC_INIT });
}

/** ReDoc shows its maker's logo, which it would load from elsewhere: an empty picture stands in for it. */
function redocBundle(): string {
  const file = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'));
  return readFileSync(file, 'utf8').replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', EMPTY_PICTURE);
}

const EMPTY_PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

const SWAGGER_INIT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  persistAuthorization: true,
});
`;

const REDOC_INIT = `Redoc.init('/openapi.json', { hideLoading: true }, document.getElementById('docs'));
`;

type DocsPage = { url: string; settings: Settings; script: string; style?: string; init: string };

function addPage(app: FastifyInstance, { url, settings, script, style, init }: DocsPage): void {
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(settings.PROJECT_NAME)}</title>
    <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">${
      style ? `\n    <link rel="stylesheet" href="${url}/assets/${style}">` : ''
    }
  </head>
  <body style="margin: 0">
    <div id="docs"></div>
    <script src="${url}/assets/${script}"></script>
    <script src="${url}/init.js"></script>
  </body>
</html>
`;
  app.get(url, async (_request, reply) => reply.type('text/html').send(html));
  app.get(`${url}/init.js`, async (_request, reply) => reply.type('text/javascript').send(init));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
