import type { FastifyRequest } from 'fastify';
import { type Binding, isInQuery } from './binding.ts';
import { isForm } from './body.ts';
import type { TextFields } from './coercion.ts';
import { refuseUnknownFields, refuseUnknownParameters } from './unknown-fields.ts';
import { filesIn } from './upload.ts';

/**
 * Reads the input of a call. Path parameters win over body and query, so that nobody addresses one thing and changes
 * another.
 *
 * @throws AppError `validation_failed` for what is not declared: in the query always, in a body where the caller wants it
 */
export function inputOf(binding: Binding, request: FastifyRequest): unknown {
  const { method, isLenient, given, procedure } = binding;
  const { text } = binding.declared();
  const query = request.query as TextFields;
  if (!isLenient) refuseUnknownParameters(binding, query);
  const parameters = { ...text.coerce(request.params as TextFields), ...given };
  if (procedure.kind === 'upload') return { ...parameters, files: filesIn(request) };
  if (isInQuery(method)) return { ...text.coerce(query), ...parameters };
  const sent = request.body ?? {};
  // Anything but an object goes to validation as it came, which says what it should be.
  if (typeof sent !== 'object' || Array.isArray(sent)) return sent;
  const body = isForm(request) ? text.coerce(sent as TextFields) : sent;
  if (isStrict(binding, request)) refuseUnknownFields(binding, isForm(request) ? named(binding, sent) : sent);
  return { ...body, ...parameters };
}

/** The fields of a form under their declared names, for a look at those. */
function named({ declared }: Binding, form: object): object {
  const { text } = declared();
  return Object.fromEntries(Object.keys(form).map((key) => [text.fieldOf(key) ?? key, '']));
}

/** Whether a caller wants to hear of what would be left aside: `Prefer: handling=strict` (RFC 7240, section 4.4). */
export function isStrict({ isLenient }: Pick<Binding, 'isLenient'>, { headers }: FastifyRequest): boolean {
  if (isLenient || headers['prefer'] === undefined) return false;
  const preferences = [headers['prefer']].flat().join().split(',');
  const handling = preferences.find((one) => /^\s*handling\s*=/i.test(one)); // the first one counts
  return /^[^=]*=\s*"?strict"?\s*(;|$)/i.test(handling ?? '');
}
