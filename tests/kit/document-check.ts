import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { API_PREFIX } from '../../packages/rest/src/binding.ts';
import { documentPath, openApiDocument } from '../../packages/rest/src/document.ts';

/** An HTTP answer, as a test has received it. */
export type Answer = {
  method: string;
  /** With or without a query. */
  url: string;
  status: number;
  contentType: string | undefined;
  body: string;
};

type Documented = { content?: Record<string, { schema: object; examples?: object }> };
type Operation = { responses: Record<string, { $ref: string } | Documented> };

/**
 * Makes a check of answers against the OpenAPI document: the status has to be in it, and the body
 * has to be what it says. It answers with what is wrong, or with nothing. Answers from addresses
 * that are no operation are let through.
 */
export function documentCheck(): (answer: Answer) => string | undefined {
  const { components, paths = {} } = openApiDocument({ PROJECT_NAME: 'test', VERSION: '0' });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validators = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object) => {
    const found = validators.get(schema) ?? ajv.compile({ ...schema, components });
    validators.set(schema, found);
    return found;
  };
  const places = Object.entries(paths)
    .map(([path, item]) => ({ item: item as Record<string, Operation>, pattern: patternOf(path), path }))
    .sort((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')));
  const shared = components?.responses as Record<string, Documented>;

  return (answer) => {
    const path = answer.url.replace(/\?.*/, '');
    const method = answer.method.toLowerCase();
    const operation = places.find(({ item, pattern }) => item[method] && pattern.test(path))?.item[method];
    if (!operation) return undefined;
    const found = operation.responses[answer.status];
    const documented = found && '$ref' in found ? shared[found.$ref.replace('#/components/responses/', '')] : found;
    const fault = documented ? faultOf(documented, answer, validatorOf) : 'is not in the document';
    return fault && `${answer.method} ${path} ${answer.status} ${fault}`;
  };
}

function faultOf({ content }: Documented, answer: Answer, validatorOf: (schema: object) => ValidateFunction) {
  if (!content) return answer.body === '' ? undefined : 'has a body';
  const mediaType = answer.contentType?.replace(/;.*/, '') ?? '';
  const media = content[mediaType] ?? content['*/*'];
  if (!media) return `comes as "${mediaType}"`;
  const body = mediaType.endsWith('json') && !mediaType.endsWith('ndjson') ? JSON.parse(answer.body) : answer.body;
  if (media.examples && !(body.code in media.examples)) return `${body.code} is not in the document`;
  const validate = validatorOf(media.schema);
  return validate(body) ? undefined : JSON.stringify(validate.errors);
}

/** The addresses of a path of the document. What stands at the root may be asked there as well. */
function patternOf(path: string): RegExp {
  const below = path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^(?:${API_PREFIX})?${below}$`);
}

let documented: ReturnType<typeof openApiDocument>['paths'];

/** The names of the parameters that the document says an operation takes in its query. */
export function documentedQuery({ method, path }: Pick<Answer, 'method'> & { path: string }): string[] {
  documented ??= openApiDocument({ PROJECT_NAME: 'test', VERSION: '0' }).paths;
  const item = documented?.[documentPath(path)] as Record<string, { parameters?: { in: string; name: string }[] }>;
  const { parameters = [] } = item[method.toLowerCase()] ?? {};
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
}
