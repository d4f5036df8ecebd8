import { api, bodyBytes, isMutation, type Settings } from '@docket/router';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-openapi';
import { API_PREFIX, type Binding, restBindings } from './binding.ts';
import { describedRouter } from './described-router.ts';
import { conditionParameters, conditionsFor, notModified, tagHeader } from './document-conditions.ts';
import { downloadResponse, partResponses, streamResponse } from './document-downloads.ts';
import {
  conflictSchema,
  errorCodesOf,
  errorResponses,
  problemSchema,
  validationIssueSchema,
} from './document-errors.ts';
import {
  headerComponents,
  IDEMPOTENCY_KEY,
  LAST_EVENT_ID,
  limitHeaders,
  POSITION,
  PREFER,
  PREFERENCE_APPLIED,
  parameterComponents,
  REPLAYED,
} from './document-headers.ts';
import { healthPaths, healthSchema } from './document-health.ts';
import { describedParameter, type Parameter } from './document-parameters.ts';
import { type Components, type Schema, tidyCopy, withoutDefaults } from './document-schemas.ts';
import { withTextRules } from './document-texts.ts';
import { filesSchema, uploadBody } from './document-uploads.ts';
import { messageSchemas, webhookItems } from './document-webhooks.ts';

const DESCRIPTION = `An issue tracker: issues with comments, labels and history; users; sessions.

The same procedures are served here as REST, over tRPC for TypeScript, and in process for scripts.
Log in with \`POST /auth/login\` and send the access token as \`Authorization: Bearer …\`.
Errors are problem details (RFC 9457) with a stable \`code\`.`;

const TAGS = [
  { name: 'Issues', description: 'What is to be done, and its history' },
  { name: 'Sync', description: 'Copies that frontends keep of what they may see' },
  { name: 'Comments', description: 'What people say about an issue' },
  { name: 'Attachments', description: 'Files on issues and comments' },
  { name: 'Labels', description: 'Words to sort issues by' },
  { name: 'Milestones', description: 'Issues that are to be done together, and by when' },
  { name: 'Templates', description: 'What new issues of a project may begin with' },
  { name: 'Views', description: 'Queries that are kept under a name' },
  { name: 'Notifications', description: 'What users are told of issues, in their inbox and by mail' },
  { name: 'Projects', description: 'Issues that belong together, and who sees them' },
  { name: 'Users', description: 'Accounts' },
  { name: 'Auth', description: 'Registration and sessions' },
  { name: 'API tokens', description: 'Tokens for scripts, with scopes' },
  { name: 'Webhooks', description: 'Addresses that are told what happens' },
  { name: 'Archive', description: 'Moving in from other trackers' },
  { name: 'Health', description: 'Whether the server answers' },
];

/** @param root the address of the server, without a slash at its end; empty for that of the document */
const securitySchemes = (root: string) =>
  ({
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `access_token` of a login' },
    apiToken: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API token (`dkt_…`) of `POST /auth/tokens`, with the scope that the operation names',
    },
    password: {
      type: 'oauth2',
      description: 'Logs in with email address or username (RFC 6749, section 4.3)',
      flows: { password: { tokenUrl: `${root}/token`, scopes: {} } },
    },
  }) as const;

type PathItem = NonNullable<OpenAPIObject['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

/** What the document takes from the settings. PUBLIC_URL is where callers reach the server, path included. */
type DocumentSettings = Pick<Settings, 'PROJECT_NAME' | 'VERSION'> &
  Partial<Pick<Settings, 'ISSUE_DESCRIPTION_MAX'>> & { PUBLIC_URL?: string | URL | undefined };

/**
 * The OpenAPI 3.1 document of the REST API. trpc-openapi makes it from the procedures; what it
 * cannot know is completed here: real statuses, problem details, who needs to sign in, headers,
 * second addresses, and names for request bodies.
 */
export function openApiDocument(settings: DocumentSettings): OpenAPIObject {
  const { PROJECT_NAME, VERSION, PUBLIC_URL = '' } = settings;
  const root = String(PUBLIC_URL).replace(/\/+$/, '');
  const generated = tidyCopy(
    generateOpenApiDocument(describedRouter(api, settings), {
      title: PROJECT_NAME,
      description: DESCRIPTION,
      version: VERSION,
      baseUrl: root + API_PREFIX,
      openApiVersion: '3.1.0', // there are generators that know no other 3.1
      securitySchemes: securitySchemes(root),
    }),
  );
  const named = {
    Problem: problemSchema,
    Conflict: conflictSchema,
    ValidationIssue: validationIssueSchema,
    Files: filesSchema,
    Health: healthSchema,
  };
  const ofProcedures = generated.components?.schemas ?? {};
  const components: Components = {
    schemas: { ...named, ...ofProcedures, ...messageSchemas(ofProcedures) },
    responses: {},
    examples: {},
  };
  return {
    ...generated,
    info: { ...generated.info, contact: { name: PROJECT_NAME }, license: { name: 'MIT', identifier: 'MIT' } },
    tags: TAGS,
    paths: { ...completePaths(generated.paths ?? {}, { components, settings }), ...healthPaths(components) },
    webhooks: webhookItems(),
    components: {
      ...generated.components,
      ...components,
      parameters: { ...parameterComponents, ...conditionParameters },
      headers: headerComponents,
    },
  };
}

type Paths = Record<string, PathItem>;

type Around = { components: Components; settings: DocumentSettings };

function completePaths(generated: Paths, around: Around): Paths {
  const paths: Paths = {};
  for (const binding of restBindings()) {
    const { path, method, procedure } = binding;
    const [ownMethod = '', ownPath = ''] = procedure.route.split(' ');
    const source = generated[ownPath]?.[methodKey(ownMethod)];
    if (!source) throw new Error(`${procedure.name} is missing in the generated document`);
    const key = documentPath(path);
    paths[key] = {
      ...paths[key],
      [methodKey(method)]: completeOperation(binding, structuredClone(source), around),
    };
  }
  return paths;
}

function completeOperation(binding: Binding, source: Operation, { components, settings }: Around): Operation {
  const { parameters = [], requestBody, responses, security: _, ...operation } = source;
  const { schemas } = components;
  const isRead = binding.procedure.kind !== 'upload'; // its files stand beside what the schema knows
  const body = isRead && requestBody && 'content' in requestBody ? requestBody : undefined;
  for (const media of Object.values(body?.content ?? {})) nameSchema(media, binding, schemas);
  const { given = {} } = binding;
  const open = parameters.filter((one) => !('name' in one && Object.hasOwn(given, one.name)));
  const described = [
    ...open.map((one) => describedParameter(one as Parameter, binding, schemas)),
    ...conditionsFor(binding),
    ...(body ? [PREFER] : []),
    ...(binding.procedure.takesKey ? [IDEMPOTENCY_KEY] : []),
    ...(binding.procedure.kind === 'feed' ? [LAST_EVENT_ID] : []),
  ];
  return {
    ...operation,
    operationId: binding.operationId,
    security: securityOf(binding),
    ...(described.length > 0 && { parameters: described as NonNullable<Operation['parameters']> }),
    ...uploadBody(binding.procedure),
    ...(body && { requestBody: { ...body, 'x-max-body-bytes': bodyBytes(binding.procedure, settings) } }),
    responses: {
      [binding.status]: successResponse(binding, { generated: responses?.['200'], hasBody: body !== undefined }),
      ...notModified(binding),
      ...partResponses(binding.procedure),
      ...errorResponses(errorCodesOf(binding), components),
    },
  };
}

function securityOf({ procedure: { audience, scope } }: Binding): NonNullable<Operation['security']> {
  if (audience === 'public') return [];
  return [{ bearer: [] }, { password: [] }, ...(scope ? [{ apiToken: scope === 'any' ? [] : [scope] }] : [])];
}

/** Moves the schema of a body among the named ones, and leaves a reference in its place. */
function nameSchema(
  media: { schema?: Components['schemas'][string] },
  { inputName, operationId, procedure: { input } }: Binding,
  schemas: Components['schemas'],
): void {
  if (!media.schema || '$ref' in media.schema) return;
  if (!inputName || !input) throw new Error(`The input of ${operationId} needs a name: .meta({ id })`);
  const described = withTextRules(media.schema as Schema, input, schemas);
  schemas[inputName] = withoutDefaults(described, schemas) as typeof media.schema;
  media.schema = { $ref: `#/components/schemas/${inputName}` };
}

function successResponse(
  binding: Binding,
  { generated, hasBody }: { generated: Operation['responses']; hasBody: boolean },
): Operation['responses'] {
  const { procedure } = binding;
  const { audience, takesKey } = procedure;
  const shared = {
    ...(hasBody && PREFERENCE_APPLIED),
    ...(takesKey && REPLAYED),
    ...(isMutation(procedure) && audience !== 'public' && POSITION),
    ...limitHeaders,
  };
  if (binding.status === 204) return { description: 'Done; there is nothing to say', headers: shared };
  if (procedure.kind === 'download') return downloadResponse(procedure, shared);
  if (procedure.kind === 'feed') return streamResponse(procedure, shared);
  const { content } = generated as { content: object };
  if (binding.status === 201) {
    const headers = binding.location && {
      Location: { description: 'Where the new resource is found', schema: { type: 'string' } },
    };
    return { description: 'Created', headers: { ...headers, ...tagHeader(binding), ...shared }, content };
  }
  const headers = binding.isList && {
    Link: { description: 'The neighbouring pages (RFC 8288)', schema: { type: 'string' } },
  };
  return { description: 'Done', headers: { ...headers, ...tagHeader(binding), ...shared }, content };
}

/** A whole path as the document has it: below the prefix, which stands in `servers`. */
export function documentPath(path: string): string {
  return path.startsWith(API_PREFIX) ? path.slice(API_PREFIX.length) : path;
}

function methodKey(method: string) {
  return method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
}
