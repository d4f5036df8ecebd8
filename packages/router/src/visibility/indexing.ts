import { type IndexedTexts, indexIssues, indexLabel, indexNewIssues, type Writer } from '@docket/db';

/** How the index of words hears what was changed: whatever writes texts of an issue says so. */
export type Indexing = {
  /** The title, description, comments or labels of an issue are others now, or it is in the bin. */
  reindex(...issue_ids: string[]): void;
  /** An issue is new, with these texts and without comments: they are not read again. */
  indexNew(issue_id: string, texts: IndexedTexts): void;
  /** A label has another name now. */
  reindexLabel(label_id: string): void;
  /** A part of the transaction is undone: whether what was new is still there is to be read. */
  doubtNew(): void;
};

/** Collects that, so that each issue is read once, at the end of the transaction. */
export class ChangedWords implements Indexing {
  readonly #issues = new Set<string>();
  readonly #new = new Map<string, IndexedTexts>();
  readonly #labels = new Set<string>();

  readonly reindex = (...issue_ids: string[]): void => {
    for (const id of issue_ids) this.#issues.add(id);
  };

  readonly indexNew = (issue_id: string, texts: IndexedTexts): void => {
    this.#new.set(issue_id, texts);
  };

  readonly doubtNew = (): void => {
    this.reindex(...this.#new.keys());
    this.#new.clear();
  };

  readonly reindexLabel = (label_id: string): void => {
    this.#labels.add(label_id);
  };

  async index(db: Writer): Promise<void> {
    for (const id of this.#issues) this.#new.delete(id);
    if (this.#new.size > 0) await indexNewIssues(db, [...this.#new.values()]);
    if (this.#issues.size > 0) await indexIssues(db, [...this.#issues]);
    for (const id of this.#labels) await indexLabel(db, id);
  }
}
