import { api, type Settings } from '@docket/router';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-openapi';
import { API_PREFIX, type Binding, restBindings } from './binding.ts';
import { describedRouter } from './described-router.ts';
import { errorResponses, problemSchema } from './document-errors.ts';
import { headerComponents, limitHeaders } from './document-headers.ts';

const DESCRIPTION = `An issue tracker: issues with comments, labels and history; users; sessions.

The same procedures are served here as REST, over tRPC for TypeScript, and in process for scripts.
Log in with \`POST /auth/login\` and send the access token as \`Authorization: Bearer …\`.
Errors are problem details (RFC 9457) with a stable \`code\`.`;

const TAGS = [
  { name: 'Issues', description: 'What is to be done, and its history' },
  { name: 'Comments', description: 'What people say about an issue' },
  { name: 'Labels', description: 'Words to sort issues by' },
  { name: 'Users', description: 'Accounts' },
  { name: 'Auth', description: 'Registration and sessions' },
  { name: 'API tokens', description: 'Tokens for scripts, with scopes' },
  { name: 'Archive', description: 'Moving in from other trackers' },
];

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `access_token` of a login' },
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token (`dkt_…`) of `POST /auth/tokens`, with the scope that the operation names',
  },
  password: {
    type: 'oauth2',
    description: 'Logs in with email address or username (RFC 6749, section 4.3)',
    flows: { password: { tokenUrl: '/token', scopes: {} } },
  },
} as const;

type PathItem = NonNullable<OpenAPIObject['paths']>[string];
type Operation = NonNullable<PathItem['get']>;
type Components = NonNullable<OpenAPIObject['components']>;
type Schemas = NonNullable<Components['schemas']>;

/**
 * The OpenAPI 3.1 document of the REST API. trpc-openapi makes it from the procedures; what it
 * cannot know is completed here: real statuses, problem details, who needs to sign in, headers,
 * second addresses, and names for request bodies.
 */
export function openApiDocument(
  settings: Pick<Settings, 'PROJECT_NAME' | 'VERSION'> & Partial<Pick<Settings, 'ISSUE_DESCRIPTION_MAX'>>,
): OpenAPIObject {
  const { info, paths, components, ...generated } = tidyCopy(
    generateOpenApiDocument(describedRouter(api, settings), {
      title: settings.PROJECT_NAME,
      description: DESCRIPTION,
      version: settings.VERSION,
      baseUrl: API_PREFIX,
      openApiVersion: '3.1.1',
      securitySchemes: SECURITY_SCHEMES,
    }),
  );
  const schemas = { Problem: problemSchema, ...components?.schemas };
  return {
    ...generated,
    info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
    tags: TAGS,
    paths: completePaths(paths ?? {}, schemas),
    components: { ...components, schemas, headers: headerComponents },
  };
}

/** A copy without what zod adds for machines and people trip over: bounds of safe integers, patterns beside formats. */
function tidyCopy(document: OpenAPIObject): OpenAPIObject {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) return undefined;
    if (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) return undefined;
    const { format, pattern: _, ...schema } = (value ?? {}) as { format?: unknown; pattern?: unknown };
    if (typeof format !== 'string') return value;
    return { format, ...schema };
  }) as OpenAPIObject;
}

type Paths = Record<string, PathItem>;

function completePaths(generated: Paths, schemas: Schemas): Paths {
  const paths: Paths = {};
  for (const binding of restBindings()) {
    const { path, method, isAlias, procedure } = binding;
    const [ownMethod = '', ownPath = ''] = procedure.route.split(' ');
    const source = generated[ownPath]?.[methodKey(ownMethod)];
    if (!source) throw new Error(`${procedure.name} is missing in the generated document`);
    const isVersioned = path.startsWith(API_PREFIX);
    const key = documentPath(path);
    paths[key] = {
      ...(!isVersioned && { servers: [{ url: '/' }] }), // the address of the token is not versioned
      ...paths[key],
      [methodKey(method)]: completeOperation(binding, isAlias ? structuredClone(source) : source, schemas),
    };
  }
  return paths;
}

function completeOperation(binding: Binding, source: Operation, schemas: Schemas): Operation {
  const { parameters, requestBody, responses, security: _, ...operation } = source;
  const body = requestBody && 'content' in requestBody ? requestBody : undefined;
  for (const media of Object.values(body?.content ?? {})) nameSchema(media, binding.inputName, schemas);
  return {
    ...operation,
    operationId: binding.operationId,
    security: securityOf(binding),
    ...(parameters?.length && { parameters }),
    ...(body && { requestBody: { ...body, 'x-max-body-bytes': binding.procedure.maxBodyBytes } }),
    responses: { [binding.status]: successResponse(binding, responses?.['200']), ...errorResponses(binding) },
  };
}

function securityOf({ procedure: { audience, scope } }: Binding): NonNullable<Operation['security']> {
  if (audience === 'public') return [];
  return [{ bearer: [] }, { password: [] }, ...(scope ? [{ apiToken: [scope] }] : [])];
}

/** Moves the schema of a body among the named ones, and leaves a reference in its place. */
function nameSchema(media: { schema?: Schemas[string] }, name: string | undefined, schemas: Schemas): void {
  if (!media.schema || '$ref' in media.schema || !name) return;
  schemas[name] = media.schema;
  media.schema = { $ref: `#/components/schemas/${name}` };
}

function successResponse(binding: Binding, generated: Operation['responses']): Operation['responses'] {
  if (binding.status === 204) return { description: 'Done; there is nothing to say', headers: limitHeaders };
  const { content } = generated as { content: object };
  if (binding.status === 201) {
    const headers = binding.location && {
      Location: { description: 'Where the new resource is found', schema: { type: 'string' } },
    };
    return { description: 'Created', headers: { ...headers, ...limitHeaders }, content };
  }
  const headers = binding.isList && {
    Link: { description: 'The neighbouring pages (RFC 8288)', schema: { type: 'string' } },
  };
  return { description: 'Done', headers: { ...headers, ...limitHeaders }, content };
}

/** A whole path as the document has it: below the prefix, which stands in `servers`. */
export function documentPath(path: string): string {
  return path.startsWith(API_PREFIX) ? path.slice(API_PREFIX.length) : path;
}

function methodKey(method: string) {
  return method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
}
