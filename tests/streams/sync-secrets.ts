import type { Docket } from '@docket/router';
import { expect } from 'vitest';

/** The ids of what is in private projects, and was never elsewhere. */
export class Secrets {
  readonly #docket: () => Docket;
  readonly #ids = new Set<string>();

  constructor(docket: () => Docket) {
    this.#docket = docket;
  }

  /** Something was made in a project. */
  async made(id: string, project_id: string | null): Promise<void> {
    const project = this.#docket().database.read.selectFrom('project').select('visibility');
    const { visibility } = (await project.where('id', '=', project_id).executeTakeFirst()) ?? {};
    if (visibility === 'private') this.#ids.add(id);
  }

  /** Something may be in an internal project now. */
  async shown(): Promise<void> {
    const { read } = this.#docket().database;
    const internal = read.selectFrom('project').select('id').where('visibility', '=', 'internal');
    const inside = (table: 'issue' | 'label' | 'milestone') =>
      read.selectFrom(table).select('id').where('project_id', 'in', internal).execute();
    const rows = await Promise.all([internal.execute(), inside('issue'), inside('label'), inside('milestone')]);
    for (const { id } of rows.flat()) this.#ids.delete(id);
  }

  /** What was in an internal project only for a moment may have been told then. */
  async expectUntold(ids: string[]): Promise<void> {
    for (const id of ids.filter((one) => this.#ids.has(one))) {
      const { read } = this.#docket().database;
      const places = read.selectFrom('event').select('project_id').where('subject_id', '=', id);
      const changes = read.selectFrom('event').select('id').where('type', '=', 'project.updated');
      const shown = await changes.where('subject_id', 'in', places).where('data', 'like', '%"visibility"%').execute();
      expect({ id, shown: shown.length > 0 }).toEqual({ id, shown: true });
    }
  }

  get size(): number {
    return this.#ids.size;
  }
}
