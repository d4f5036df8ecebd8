import { RELATION_TYPES, type RelationType, reversed } from '@docket/router';
import type { Field } from './mapping.ts';

/** Where each field is in a row. */
export type Places = Record<Field, number[]>;

/** What an issue is to others, by their keys. */
type Linked = {
  parent: string | undefined;
  parts: string[];
  relations: { type: RelationType; other: string }[];
  /** Some of them are not in the file. */
  isElsewhere: boolean;
};

/** At most so many are sent of one issue. */
const MOST = 1000;

/**
 * What the issues of one file are to each other, by their keys. Often one of two says it: both are told, as whichever comes in
 * last makes it.
 */
export class Links {
  readonly #places: Places;
  readonly #idColumn: number;
  /** Keys, by Jira's ids of issues. */
  readonly #keys = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #parents = new Map<string, string>();
  readonly #relations = new Map<string, Map<string, Linked['relations'][number]>>();
  #parts: Map<string, string[]> | undefined;

  /** @param idColumn where Jira's id of an issue is, by which it names parents; -1: nowhere */
  constructor(places: Places, idColumn: number) {
    this.#places = places;
    this.#idColumn = idColumn;
  }

  note(cells: string[]): void {
    const [key] = this.#keysIn(cells, 'key');
    if (key === undefined) return;
    this.#known.add(key);
    const id = cells[this.#idColumn]?.trim();
    if (id) this.#keys.set(id, key);
    const [parent] = this.#keysIn(cells, 'parent');
    if (parent !== undefined && parent !== key) this.#parents.set(key, parent);
    for (const type of RELATION_TYPES) {
      for (const other of this.#keysIn(cells, type)) {
        this.#relate(key, { type, other });
        this.#relate(other, { type: reversed(type), other: key });
      }
    }
  }

  /** When all rows have been noted. */
  of(key: string): Linked {
    const parent = this.#parentOf(key);
    this.#parts ??= Map.groupBy(this.#parents.keys(), (part) => this.#parentOf(part) ?? '') as Map<string, string[]>;
    const parts = this.#parts.get(key) ?? [];
    const relations = [...(this.#relations.get(key)?.values() ?? [])];
    const others = [...(parent === undefined ? [] : [parent]), ...relations.map(({ other }) => other)];
    const isElsewhere = others.some((other) => !this.#known.has(other));
    return { parent, parts: parts.slice(0, MOST), relations: relations.slice(0, MOST), isElsewhere };
  }

  #parentOf(key: string): string | undefined {
    const parent = this.#parents.get(key) ?? '';
    return (this.#keys.get(parent) ?? parent) || undefined;
  }

  #relate(key: string, { type, other }: Linked['relations'][number]): void {
    if (key === other) return;
    const relations = this.#relations.get(key) ?? new Map();
    this.#relations.set(key, relations.set(`${type} ${other}`, { type, other }));
  }

  /** Linear has several in a cell, with commas between them. */
  #keysIn(cells: string[], field: Field): string[] {
    return this.#places[field].flatMap((at) => (cells[at] ?? '').split(',')).flatMap((key) => key.trim() || []);
  }
}
