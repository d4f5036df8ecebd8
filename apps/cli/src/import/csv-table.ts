import { Links, type Places } from './csv-links.ts';
import { idColumnOf, type People } from './csv-people.ts';
import { byField, type Mapping, sameColumn } from './mapping.ts';

/** How the rows of one file become issues. */
export type Table = {
  header: string[];
  mapping: Mapping;
  people: People;
  links: Links;
  /** What issues come from whose keys do not say it. */
  source: string;
  /** Where each field is: the columns that are named first come first. */
  places: Places;
  /** Of columns that one tool has: -1 where there is none. */
  category: number;
  canceled: number;
  /** Columns that Docket has no place for. */
  others: number[];
};

export function tableOf(given: Pick<Table, 'header' | 'mapping' | 'people' | 'source'>): Table {
  const { header, mapping } = given;
  const placesOf = (column: string) => header.flatMap((one, at) => (sameColumn(one, column) ? at : []));
  const places = byField((field) => mapping.columns[field].flatMap(placesOf));
  const [category = -1] = mapping.tool === 'jira' ? placesOf('Status Category') : [];
  const [canceled = -1] = mapping.tool === 'linear' ? placesOf('Canceled') : [];
  const used = Object.values(places).flat();
  const ofPeople = [...places.author, ...places.assignees].map((at) => idColumnOf(header, at));
  const known = new Set([...used, ...ofPeople, ...mapping.repeats.flatMap(placesOf)]);
  const others = header.flatMap((_, at) => (known.has(at) ? [] : at));
  const [issueIds = -1] = mapping.tool === 'jira' ? placesOf('Issue id') : [];
  return { ...given, links: new Links(places, issueIds), places, category, canceled, others };
}

const KEY = /^([A-Za-z][A-Za-z0-9_]*)-([1-9]\d{0,8})$/;

/** Where an issue comes from: the key of a project there names it, unless the mapping does. */
export function sourceOf({ mapping, source }: Pick<Table, 'mapping' | 'source'>, key: string): string {
  const [, prefix] = KEY.exec(key) ?? [];
  return mapping.source ?? (prefix === undefined ? source : `${mapping.tool ?? 'csv'}:${prefix}`);
}

/** The number in a key, or that is one. */
export function numberIn(key: string): number | undefined {
  const [, , number = /^[1-9]\d{0,8}$/.test(key) ? key : undefined] = KEY.exec(key) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** What the issue of a key is known by here, once it is imported. */
export function originOfKey(table: Pick<Table, 'mapping' | 'source'>, key: string): string {
  const name = table.mapping.source === undefined ? (numberIn(key) ?? key) : key;
  return `${sourceOf(table, key).toLowerCase()}#${name}`;
}
