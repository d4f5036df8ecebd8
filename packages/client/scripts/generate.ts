import { type Api, errorTable, isRpc, listProcedures, type ProcedureInfo } from '@docket/router';
import { NamedTypes } from './named-types.ts';
import { printComment } from './print-type.ts';

/** Where the contract belongs. */
export const contractFile = new URL('../src/generated/contract.ts', import.meta.url);

/** Where the names of the mutations belong that take an Idempotency-Key. */
export const keyedFile = new URL('../src/generated/takes-key.ts', import.meta.url);

/** Where the addresses of the downloads belong. */
export const downloadsFile = new URL('../src/generated/downloads.ts', import.meta.url);

/** Writes those addresses: the client asks for downloads over REST. */
export function generateDownloads(api?: Api): string {
  const lines = listProcedures(api).flatMap(({ name, kind, route }) =>
    kind === 'download' ? `  '${name}': '${route.replace('GET ', '')}',\n` : [],
  );
  return `// Generated from the router by \`pnpm generate\`. Do not edit.

/** Where the downloads stand below the REST API. */
export const DOWNLOADS: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`;
}

/** Where the addresses of the uploads belong. */
export const uploadsFile = new URL('../src/generated/uploads.ts', import.meta.url);

/** Writes those addresses: the client sends files over REST. */
export function generateUploads(api?: Api): string {
  const lines = listProcedures(api).flatMap(({ name, kind, route }) =>
    kind === 'upload' ? `  '${name}': '${route.replace('POST ', '')}',\n` : [],
  );
  return `// Generated from the router by \`pnpm generate\`. Do not edit.

/** Where files are sent to below the REST API. */
export const UPLOADS: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`;
}

/** Writes those names: the client makes only these calls a second time. */
export function generateKeyed(api?: Api): string {
  const names = listProcedures(api).flatMap(({ name, kind, takesKey }) =>
    takesKey && kind !== 'upload' ? `  '${name}',\n` : [],
  );
  return `// Generated from the router by \`pnpm generate\`. Do not edit.

/** The mutations that take an Idempotency-Key. */
export const TAKES_KEY: ReadonlySet<string> = new Set([\n${names.join('')}]);\n`;
}

/**
 * Writes the types of the API as TypeScript that knows nothing of the server: what goes into each
 * procedure, what comes out, and what errors look like. The same API gives the same text.
 *
 * @throws Error for a schema that cannot be written as a type.
 */
export function generateContract(api?: Api): string {
  const types = new NamedTypes();
  const all = listProcedures(api);
  const procedures = all.filter(isRpc).map((procedure) => describe(procedure, types));
  const of = (kind: ProcedureInfo['kind']) => all.filter((procedure) => procedure.kind === kind);
  const downloads = of('download').map((procedure) => describeDownload(procedure, types));
  const uploads = of('upload').map((procedure) => describeUpload(procedure, types));
  const streams = [printDownloads(downloads), printUploads(uploads)];
  return [HEADER, printErrors(), types.print(), printRouter(procedures), ...streams].join('\n');
}

/** The types of procedures; what goes by REST alone has none. */
const WORDS: Record<ProcedureInfo['kind'], string> = {
  query: 'Query',
  command: 'Mutation',
  flow: 'Mutation',
  feed: 'Subscription',
  download: 'never',
  upload: 'never',
};

type ProcedureText = { path: readonly string[]; comment: (indent: string) => string; type: () => string };

function describe(procedure: ProcedureInfo, types: NamedTypes): ProcedureText {
  const { name, kind, operationId, input, output } = procedure;
  const typeName = pascalCase(operationId);
  const inputType = input ? types.add(input, 'input', `${typeName}Input`) : () => 'void';
  const outputType = types.add(output, 'output', `${typeName}Output`);
  return {
    path: name.split('.'),
    comment: (indent) => printComment(documentation(procedure), indent),
    type: () => `${WORDS[kind]}<${inputType()}, ${outputType()}>`,
  };
}

type DownloadText = { name: string; comment: string; type: () => string };

function describeDownload(procedure: ProcedureInfo, types: NamedTypes): DownloadText {
  const { name, operationId, input } = procedure;
  const type = input ? types.add(input, 'input', `${pascalCase(operationId)}Input`) : () => 'void';
  return { name, comment: printComment(documentation(procedure), '  '), type };
}

function printDownloads(downloads: readonly DownloadText[]): string {
  const lines = downloads.map(({ name, comment, type }) => `${comment}  '${name}': ${type()};\n`);
  return `/** What \`download\` gives, and what each takes: \`download(docket, 'issue.export', { … })\`. */
export type DocketDownloads = {\n${lines.join('')}};
`;
}

function describeUpload(procedure: ProcedureInfo, types: NamedTypes): DownloadText {
  const { comment, name, type } = describeDownload(procedure, types);
  const output = types.add(procedure.output, 'output', `${pascalCase(procedure.operationId)}Output`);
  return { name, comment, type: () => `{ input: ${type()}; output: ${output()} }` };
}

function printUploads(uploads: readonly DownloadText[]): string {
  const lines = uploads.map(({ name, comment, type }) => `${comment}  '${name}': ${type()};\n`);
  return `/** What \`upload\` takes beside the files, and what it gives: \`upload(docket, 'attachment.addToIssue', { … })\`. */
export type DocketUploads = {\n${lines.join('')}};
`;
}

function documentation({ summary, description, errors = [] }: ProcedureInfo): (string | undefined)[] {
  const codes = errors.map((code) => `\`${code}\``).join(', ');
  return [`${summary}.`, description, codes ? `May fail with ${codes}.` : undefined];
}

function printRouter(procedures: readonly ProcedureText[]): string {
  return `/** The procedures of the API: \`docket.issue.list.query({})\`, \`docket.issue.create.mutate({ … })\`. */
export type DocketClient = ${printRecord(procedures, 0)};
`;
}

/** Prints the procedures as the tree of routers that their paths describe. */
function printRecord(procedures: readonly ProcedureText[], depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const entries = Map.groupBy(procedures, ({ path }) => path[depth] ?? '');
  const lines = [...entries].map(([key, members]) => {
    const [first] = members;
    return first?.path.length === depth + 1
      ? `${first.comment(indent)}${indent}${key}: ${first.type()};\n`
      : `${indent}${key}: ${printRecord(members, depth + 1)};\n`;
  });
  return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
}

function printErrors(): string {
  const entries = Object.entries(errorTable);
  const codes = entries.map(([code, { status, detail }], index) => {
    const end = index === entries.length - 1 ? ';' : '';
    return `  | '${code}'${end} // ${status}: ${detail}\n`;
  });
  return `/** What went wrong, with the HTTP status that says the same. */\nexport type ErrorCode =\n${codes.join('')}${ERROR_TYPES}`;
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const HEADER = `// Generated from the router by \`pnpm generate\`. Do not edit.

import type { Mutation, Query, Subscription } from '../procedures.ts';
`;

// These types of the router are not schemas; contract.test.ts proves that they agree.
const ERROR_TYPES = `
/** One thing that is wrong with the input. \`path\` is dotted, such as \`labels.0\`; empty for the whole. */
export type ValidationIssue = { path: string; message: string; code: string };

/** A field that an edit would change, and somebody else has changed since the version of the edit. */
export type Conflict = { field: string; yours: ConflictValue; current: ConflictValue };

export type ConflictValue = string | number | boolean | string[] | null;

/** What the \`data\` of an error holds. */
export type ErrorData = {
  code: ErrorCode;
  httpStatus: number;
  /** The procedure that was called. */
  path: string | null;
  /** Names the request in the server's log. */
  request_id: string | null;
  /** What is wrong with the input, if that is what is wrong. */
  errors: ValidationIssue[] | null;
  /** Which fields somebody else changed since the \`version\` of an edit (\`precondition_failed\`). */
  conflicts?: Conflict[];
  /** What there is in place of what the edit was made from (\`precondition_failed\`), as \`get\` has it. */
  current?: object;
};

/** An error as it comes over the wire. */
export type ErrorShape = { message: string; code: number; data: ErrorData };
`;
