import { infoOf, QUALIFIER_NAMES } from '../packages/router/src/query-language/qualifiers.ts';

const START = '<!-- qualifiers, generated -->\n';
const END = '<!-- /qualifiers -->';

/** A page with the table of the qualifiers in it, as the language has them. */
export function withQualifiers(page: string): string {
  const rows = QUALIFIER_NAMES.map((name) => {
    const { about, examples } = infoOf(name);
    return `| \`${name}:\` | ${about} | ${examples.map((example) => `\`${example}\``).join(', ')} |`;
  });
  const table = ['| qualifier | finds issues that |  |', '|---|---|---|', ...rows];
  const [before = '', rest = ''] = page.split(START);
  const [, after = ''] = rest.split(END);
  return `${before}${START}${table.join('\n')}\n${END}${after}`;
}
