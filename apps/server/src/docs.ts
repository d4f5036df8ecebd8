import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API_PREFIX, openApiDocument } from '@docket/rest';
import type { Settings } from '@docket/router';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * The OpenAPI document and two pages that show it, Swagger UI and ReDoc. Everything that they
 * load comes from our own packages, so they work without the internet.
 */
export async function docsPages(app: FastifyInstance, { settings }: { settings: Settings }): Promise<void> {
  const document = openApiDocument(settings);
  for (const url of ['/openapi.json', `${API_PREFIX}/openapi.json`]) app.get(url, async () => document);

  await serveAssets(app, {
    prefix: '/docs/assets/',
    from: 'swagger-ui-dist/package.json',
    files: ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'],
  });
  const redoc = redocBundle();
  app.get('/redoc/assets/redoc.standalone.js', async (_request, reply) =>
    reply.type('text/javascript').header('cache-control', 'public, max-age=86400').send(redoc),
  );

  const title = escapeHtml(settings.PROJECT_NAME);
  app.get('/docs', async (_request, reply) => reply.type('text/html').send(swaggerPage(title)));
  app.get('/docs/init.js', async (_request, reply) => reply.type('text/javascript').send(SWAGGER_INIT));
  app.get('/redoc', async (_request, reply) => reply.type('text/html').send(redocPage(title)));
  app.get('/redoc/init.js', async (_request, reply) => reply.type('text/javascript').send(REDOC_INIT));
}

/** ReDoc shows its maker's logo, which it would load from elsewhere: an empty picture stands in for it. */
function redocBundle(): string {
  const file = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'));
  return readFileSync(file, 'utf8').replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', EMPTY_PICTURE);
}

const EMPTY_PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

type Assets = {
  prefix: string;
  /** A file of the package, whose folder is served. */
  from: string;
  /** The only files that are served. */
  files: string[];
};

async function serveAssets(app: FastifyInstance, { prefix, from, files }: Assets): Promise<void> {
  await app.register(fastifyStatic, {
    root: dirname(fileURLToPath(import.meta.resolve(from))),
    prefix,
    decorateReply: false,
    allowedPath: (path) => files.includes(path.replace(/^\//, '')),
    maxAge: '1 day',
  });
}

const SWAGGER_INIT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  persistAuthorization: true,
});
`;

const REDOC_INIT = `Redoc.init('/openapi.json', { hideLoading: true }, document.getElementById('docs'));
`;

function swaggerPage(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;
}

function redocPage(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
  </head>
  <body style="margin: 0">
    <div id="docs"></div>
    <script src="/redoc/assets/redoc.standalone.js"></script>
    <script src="/redoc/init.js"></script>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
