import { basename } from 'node:path';
import { nameAtSource } from '@docket/router';
import { CommandError } from '../failure.ts';
import { readIssue, recordOf } from './csv-issue.ts';
import { People } from './csv-people.ts';
import { readRows } from './csv-rows.ts';
import { type Table, tableOf } from './csv-table.ts';
import type { Entry, ImportFile, Report } from './import-file.ts';
import { type Mapping, mappingFor, readMapping, type Tool } from './mapping.ts';

/** What all issues would have alike. */
const TELLING = ['status', 'author', 'created_at'] as const;

type Given = { tool: Tool | undefined; mapping: string | undefined; source: string | undefined };

/**
 * Opens a CSV file of issues. It is read once to count them, and to know its people and what issues are to each other.
 *
 * @throws CommandError when it is no CSV file, or nothing says which column is the title
 */
export async function openCsv(file: string, given: Given): Promise<ImportFile & { tool: Mapping['tool'] }> {
  const rows = readRows(file);
  const { cells: header, line, fault } = (await rows.next()).value ?? {};
  if (fault) throw new CommandError(`${file}:${line}: ${fault}`);
  if (!header) throw new CommandError(`${file}: it is empty`);
  const table = await tableFor(file, header, given);
  let total = 0;
  for await (const { cells } of rows) {
    total += 1;
    table.people.note(cells, [...table.places.author, ...table.places.assignees]);
    table.links.note(cells);
  }
  const { tool } = table.mapping;
  const none = { labels: [], milestones: [] };
  return {
    tool,
    name: basename(file),
    total,
    source: table.source,
    ...none,
    lacking: TELLING.filter((field) => table.places[field].length === 0),
    read: (report) => issuesOf(file, table, report),
  };
}

async function tableFor(file: string, header: string[], { tool, mapping, source }: Given): Promise<Table> {
  const read = mapping === undefined ? {} : await readMapping(mapping);
  const whole = mappingFor(header, { tool, given: { ...read, ...(source !== undefined && { source }) } });
  const name = basename(file)
    .replace(/\.csv$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const people = new People(header, whole);
  return tableOf({ header, mapping: whole, people, source: whole.source ?? `${whole.tool ?? 'csv'}:${name}` });
}

async function* issuesOf(file: string, table: Table, report: Report): AsyncGenerator<Entry> {
  const rows = readRows(file);
  await rows.next();
  const seen = new Set<string>();
  for await (const row of rows) {
    if (row.fault !== undefined) report.broken({ line: row.line, record: 'the file', problem: row.fault });
    const entry = row.fault === undefined ? readIssue(table, row, report) : undefined;
    if (!entry) continue;
    const key = `${entry.source.toLowerCase()}#${nameAtSource(entry.issue)}`;
    if (seen.has(key)) {
      const problem = 'there is another row of this key before it';
      report.broken({ line: row.line, record: recordOf(table, row), problem });
    } else yield entry;
    seen.add(key);
  }
}
