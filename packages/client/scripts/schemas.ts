import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { listProcedures } from '@docket/router';
import type { z } from 'zod';
import { type Module, readModule } from './schema-module.ts';

/** Where the schemas belong. */
export const schemasFolder = new URL('../src/generated/schemas/', import.meta.url);

const ROUTER = fileURLToPath(new URL('../../router/src/', import.meta.url));

const HEADER = '// Generated from the router by `pnpm generate`. Do not edit.\n\n';

/** The folder of the query language, which the client exports beside the schemas. */
const LANGUAGE = 'query-language';

/** What of it, by file. */
const OF_LANGUAGE = {
  'parse.ts': ['LONGEST_QUERY', 'MOST_TERMS', 'parseQuery', 'type ParsedQuery'],
  'print.ts': ['printQuery'],
  'complete.ts': ['completeQuery', 'type Completion', 'type Completions'],
  'qualifiers.ts': ['QUALIFIERS', 'type QualifierInfo', 'type QualifierName', 'type Takes'],
  'ranges.ts': ['countsIn', 'timesIn', 'type Range'],
  'tree.ts': ['Query', 'Term', 'Words', 'Qualifier', 'Value', 'Not', 'Group', 'Span', 'Fault', 'FaultCode'].map(
    (name) => `type ${name}`,
  ),
};

/** An input of the API. It has the name that its type has in the contract. */
export type NamedInput = { name: string; input: z.ZodType; procedures: string[] };

/** The inputs of all procedures. */
export function listInputs(): NamedInput[] {
  const inputs = new Map<string, NamedInput>();
  for (const { name: procedure, operationId, input } of listProcedures()) {
    if (!input) continue;
    const name = String(input.meta()?.['id'] ?? `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Input`);
    const known = inputs.get(name) ?? { name, input, procedures: [] };
    known.procedures.push(procedure);
    inputs.set(name, known);
  }
  return [...inputs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The schemas of all inputs and the query language, as modules that know nothing of the server: what the router's own files declare, without
 * what nobody needs and without texts for the documentation. Answers with their texts by file, below `schemasFolder`.
 *
 * @throws Error for an input that no schema file exports, and for code that cannot be taken over as it is
 */
export async function generateSchemas(): Promise<Record<string, string>> {
  const places = await exportedSchemas();
  const needed = new Map<string, Set<string>>();
  const index = listInputs().map(({ name, input, procedures }) => {
    const place = places.get(input);
    if (!place) throw new Error(`${procedures[0]} takes an input that no schema file exports: declare it in one`);
    need(needed, place);
    const exported = place.name === name ? name : `${place.name} as ${name}`;
    const whose = procedures.map((procedure) => `\`${procedure}\``).join(' and ');
    return `/** What ${whose} ${procedures.length > 1 ? 'take' : 'takes'}. */\nexport { ${exported} } from './${place.file}';\n`;
  });
  const language = Object.entries(OF_LANGUAGE).map(([name, exported]) => {
    const file = `${LANGUAGE}/${name}`;
    for (const one of exported) need(needed, { file, name: one.replace('type ', '') });
    return `export { ${exported.join(', ')} } from './${file}';\n`;
  });
  const modules = [...needed].map(([file, names]) => {
    return [file, readRouter(file).print(names, { isDocumented: file.startsWith(`${LANGUAGE}/`) })];
  });
  const texts = { ...Object.fromEntries(modules), 'query.ts': language.join(''), 'index.ts': index.join('\n') };
  return Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, HEADER + text]));
}

type Place = { file: string; name: string };

/** What the schema files of the router's features export. */
async function exportedSchemas(): Promise<Map<unknown, Place>> {
  const files = globSync('features/*/{schema,schema/*}.ts', { cwd: ROUTER }).sort();
  const places = new Map<unknown, Place>();
  for (const file of files) {
    const exports: Record<string, unknown> = await import(pathToFileURL(join(ROUTER, file)).href);
    for (const [name, value] of Object.entries(exports)) places.set(value, { file, name });
  }
  return places;
}

/** Adds a declaration, with all that it needs, whichever file that is in. */
function need(needed: Map<string, Set<string>>, { file, name }: Place): void {
  const names = needed.get(file) ?? new Set<string>();
  needed.set(file, names);
  if (names.has(name)) return;
  names.add(name);
  const module = readRouter(file);
  for (const used of module.namesIn(name)) {
    const from = module.importedFrom(used);
    if (from?.specifier === 'zod') continue;
    if (from && !from.specifier.startsWith('.'))
      throw new Error(`${file} needs ${from.specifier}: the client has only zod`);
    if (from) need(needed, { file: relative(ROUTER, join(ROUTER, file, '..', from.specifier)), name: from.name });
    else if (module.declares(used)) need(needed, { file, name: used });
  }
}

const modules = new Map<string, Module>();

function readRouter(file: string): Module {
  const module = modules.get(file) ?? readModule(file, readFileSync(join(ROUTER, file), 'utf8'));
  modules.set(file, module);
  return module;
}
