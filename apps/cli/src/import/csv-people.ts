import { fitName } from './fitting.ts';
import type { Person } from './import-file.ts';
import { type Mapping, sameColumn } from './mapping.ts';

/** Who wrote what nobody is named for. */
const NOBODY = 'anonymous';

/** Such as `Reporter Id` beside `Reporter`: the name of a person may change, the id does not. */
export function idColumnOf(header: string[], at: number): number {
  return header.findIndex((column) => sameColumn(column, `${header[at]?.trim()} id`));
}

/** The people of one file: who has which id, and who is a user here already. */
export class People {
  readonly #header: string[];
  readonly #users: Map<string, string>;
  readonly #names = new Map<string, string>();

  constructor(header: string[], { users }: Pick<Mapping, 'users'>) {
    this.#header = header;
    this.#users = new Map(Object.entries(users).map(([name, user]) => [name.trim().toLowerCase(), user]));
  }

  /** Notes names that stand beside ids, so that a comment that has the id alone gets the name. */
  note(cells: string[], columns: number[]): void {
    for (const at of columns) {
      const id = cells[idColumnOf(this.#header, at)]?.trim();
      const name = cells[at]?.trim();
      if (id && name) this.#names.set(id, fitName(name, 'name', []));
    }
  }

  /** Whoever a cell names. */
  inCell(cells: string[], at: number, problems: string[]): Person | undefined {
    const name = fitName(cells[at] ?? '', 'name', problems);
    const id = fitName(cells[idColumnOf(this.#header, at)] ?? '', 'name', problems);
    if (id === '') return name === '' ? undefined : this.named(name, problems);
    return this.#known({ login: id, name: name || (this.#names.get(id) ?? id) });
  }

  /** Whoever has this id or this name. */
  named(text: string, problems: string[]): Person {
    const login = fitName(text, 'name', problems);
    if (login === '') return { login: NOBODY };
    const name = this.#names.get(login) ?? (login.includes('@') ? login.split('@', 1)[0] : undefined);
    return this.#known({ login, ...(name && { name }) });
  }

  #known(person: Person): Person {
    const user = this.#users.get(person.login.toLowerCase()) ?? this.#users.get(person.name?.toLowerCase() ?? '');
    return user === undefined ? person : { ...person, user };
  }
}
