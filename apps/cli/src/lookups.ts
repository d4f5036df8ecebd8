import type { Caller } from '@docket/router';
import { fold, withAsciiDomain } from '@docket/router/text'; // nothing else of the router is loaded
import type { DefaultProject } from './default-project.ts';
import { CommandError } from './failure.ts';
import { issueKeyOf, MAIN } from './issue-names.ts';
import type { Place } from './verbs/verb.ts';

type Sought = {
  what: Place['finds'];
  /** The project of bare numbers. */
  here?: DefaultProject | undefined;
};

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a procedure takes for the word that a person typed.
 *
 * @throws CommandError when nothing has this name
 */
export async function find(caller: Caller, word: string, { what, here }: Sought): Promise<string> {
  if (what === 'issue') return issueKeyOf(word, here);
  if (what === undefined || ID.test(word)) return word;
  if (what === 'user') return userId(caller.user, word);
  if (what === 'view') return viewId(caller.view, word);
  if (what === 'notification') return notificationId(caller, issueKeyOf(word, here));
  if (what === 'template') return templateId(caller.template, word, here);
  return what === 'label' ? labelId(caller.label, word) : milestoneId(caller.milestone, word, here);
}

/** Deactivated accounts are found as well. Names are the same in the spellings that are the same to the server. */
async function userId(user: Caller['user'], login: string): Promise<string> {
  const key = login.includes('@') ? withAsciiDomain(login).toLowerCase() : fold(login);
  if (key === 'me') return (await user.me()).id;
  const account = await firstOf(
    (cursor) => user.list({ q: key, size: 100, ...cursor }),
    ({ email, username }) => email === key || (username !== null && fold(username) === key),
  );
  if (account) return account.id;
  throw new CommandError(`There is no user "${login}"`);
}

/**
 * Of two labels that were two before Docket folded names, such as `Straße` and `Strasse`, the one that is written so.
 *
 * @throws CommandError when nothing has this name, or labels of several projects have it
 */
async function labelId(label: Caller['label'], named: string): Promise<string> {
  const [own, key] = [exactly(named), fold(named)];
  const found: Awaited<ReturnType<typeof label.list>>['items'] = [];
  await firstOf(
    (cursor) => label.list({ size: 100, ...cursor }),
    (one) => {
      if (fold(one.name) === key) found.push(one);
      return false;
    },
  );
  const written = found.filter(({ name }) => exactly(name) === own);
  const [one, ...others] = written.length > 0 ? written : found;
  if (one && others.length === 0) return one.id;
  if (one) {
    const places = [one, ...others].map(({ id, project }) => `${id} (${project?.key ?? 'of all projects'})`);
    throw new CommandError(`Several labels are called "${named}". Name one by its id: ${places.join(', ')}`);
  }
  throw new CommandError(`There is no label "${named}": "./docket label list" shows those that there are`);
}

/** @throws CommandError when nothing has this title, or milestones of several projects have it */
async function milestoneId(
  milestone: Caller['milestone'],
  titled: string,
  here: DefaultProject | undefined,
): Promise<string> {
  const found: Awaited<ReturnType<typeof milestone.list>>['items'] = [];
  await firstOf(
    (cursor) => milestone.list({ size: 100, ...(here && { project: here.key }), ...cursor }),
    (one) => {
      if (fold(one.title) === fold(titled)) found.push(one);
      return false;
    },
  );
  const [one, ...others] = found;
  if (!one) {
    throw new CommandError(`There is no milestone "${titled}": "./docket milestone list" shows those that there are`);
  }
  if (others.length === 0) return one.id;
  const places = found.map(({ id, project }) => `${id} (${project.key})`);
  throw new CommandError(`Several milestones are called "${titled}". Name one by its id: ${places.join(', ')}`);
}

/** @throws CommandError when nothing has this name, or several views have it */
async function viewId(view: Caller['view'], named: string): Promise<string> {
  const found: Awaited<ReturnType<typeof view.list>>['items'] = [];
  await firstOf(
    (cursor) => view.list({ size: 100, ...cursor }),
    (one) => {
      if (fold(one.name) === fold(named)) found.push(one);
      return false;
    },
  );
  const [one, ...others] = found;
  if (!one) throw new CommandError(`There is no view "${named}": "./docket view list" shows those that there are`);
  if (others.length === 0) return one.id;
  const places = found.map(
    ({ id, project, is_shared }) => `${id} (${project?.key ?? (is_shared ? 'of all' : 'yours')})`,
  );
  throw new CommandError(`Several views are called "${named}". Name one by its id: ${places.join(', ')}`);
}

/** @throws CommandError when the default project, or the main one, has no template of this name */
async function templateId(
  template: Caller['template'],
  named: string,
  here: DefaultProject | undefined,
): Promise<string> {
  const project = here?.key ?? MAIN;
  const found = await firstOf(
    (cursor) => template.list({ project, size: 100, ...cursor }),
    ({ name }) => fold(name) === fold(named),
  );
  if (found) return found.id;
  const remedy = `"./docket template list" shows those that there are, and those of other projects are named by their ids`;
  throw new CommandError(`There is no template "${named}" in the project ${project}: ${remedy}`);
}

/** @throws CommandError when you are told nothing of the issue */
async function notificationId({ issue, notification }: Caller, key: string): Promise<string> {
  const { id, key: named } = await issue.get({ id: key });
  const found = await firstOf(
    (cursor) => notification.list({ state: ['unread', 'read', 'done'], size: 100, ...cursor }),
    (one) => one.issue.id === id,
  );
  if (found) return found.id;
  throw new CommandError(`There is no notification of ${named}: "./docket inbox list" shows those that there are`);
}

function exactly(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

type Page<Item> = { items: Item[]; next_cursor: string | null };

async function firstOf<Item>(
  list: (cursor: { cursor?: string }) => Promise<Page<Item>>,
  isIt: (item: Item) => boolean,
): Promise<Item | undefined> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<Item> = await list(cursor === undefined ? {} : { cursor });
    const found = page.items.find(isIt);
    if (found) return found;
    cursor = page.next_cursor;
  }
  return undefined;
}
