import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { restBindings } from './binding.ts';
import { documentPath, openApiDocument } from './document.ts';

/** An HTTP answer, as a test has received it. */
export type Answer = {
  method: string;
  /** With or without a query. */
  url: string;
  status: number;
  contentType: string | undefined;
  body: string;
};

type Documented = { content?: Record<string, { schema: object }> };

/**
 * Makes a check of answers against the OpenAPI document: the status has to be in it, and the body
 * has to be what it says. It answers with what is wrong, or with nothing. Answers from addresses
 * that are no operation are let through.
 */
export function documentCheck(): (answer: Answer) => string | undefined {
  const { components, paths } = openApiDocument({ PROJECT_NAME: 'test', VERSION: '0' });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validators = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object) => {
    const found = validators.get(schema) ?? ajv.compile({ ...schema, components });
    validators.set(schema, found);
    return found;
  };
  const operations = restBindings()
    .map(({ path, method }) => ({ path, method, pattern: patternOf(path) }))
    .sort((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')));

  return ({ method, url, status, contentType, body }) => {
    const path = url.replace(/\?.*/, '');
    const operation = operations.find((one) => one.method === method && one.pattern.test(path));
    if (!operation) return undefined;
    const about = `${method} ${path} ${status}`;
    const item = paths?.[documentPath(operation.path)] as Record<string, { responses: Record<number, Documented> }>;
    const documented = item[method.toLowerCase()]?.responses[status];
    if (!documented) return `${about} is not in the document`;
    if (!documented.content) return body === '' ? undefined : `${about} has a body`;
    const mediaType = contentType?.replace(/;.*/, '') ?? '';
    const media = documented.content[mediaType];
    if (!media) return `${about} comes as "${mediaType}"`;
    const validate = validatorOf(media.schema);
    return validate(JSON.parse(body)) ? undefined : `${about}: ${ajv.errorsText(validate.errors)}`;
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
