import type { AnyCall } from './target/target.ts';
import type { Typed } from './verb-input.ts';

/** What was typed for a field of the input, by its path, such as `--status done` for `status.1`. */
type NameOf = (path: string) => string;

const names = new WeakMap<object, NameOf>();

/** The same call, of whose errors `typedName` knows what was typed. */
export function withTypedNames(call: AnyCall, typed: Typed): AnyCall {
  return async (input) => {
    try {
      return await call(input);
    } catch (error) {
      if (error instanceof Error) names.set(error, (path) => nameIn(typed, { path, input }));
      throw error;
    }
  };
}

/** How a person knows the field of this path: by the option or the place that they typed. Elsewhere by its path. */
export function typedName(error: unknown, path: string): string {
  return (error instanceof Error && names.get(error)?.(path)) || path;
}

function nameIn({ verb, options, values }: Typed, { path, input }: { path: string; input: unknown }): string {
  const [field = ''] = path.split('.');
  if (values['input'] !== undefined || verb.secrets?.some((secret) => secret.field === field)) return path;
  const place = verb.places?.find((one) => one.field === field)?.name;
  const option = options.find((one) => one.field.name === field)?.option.long;
  const extra = verb.extras?.find(({ sets }) => sets !== undefined && `${path}.`.startsWith(`${sets}.`));
  const name = place ?? option ?? /--[\w-]+/.exec(extra?.flags ?? '')?.[0];
  if (name === undefined) return path;
  return [name, ...(path === field ? [] : valueAt(input, path))].join(' ');
}

const LONGEST_VALUE = 40;

/** One of several values, so that it is known which is meant. What is longer would hide what is said of it. */
function valueAt(input: unknown, path: string): string[] {
  const value = path.split('.').reduce<unknown>((within, key) => Object(within)[key], input);
  const isShown = typeof value === 'number' || (typeof value === 'string' && value !== '');
  return isShown && String(value).length <= LONGEST_VALUE ? [String(value)] : [];
}
