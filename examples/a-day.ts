require('../scripts/right-node.cjs'); // says what to type where Node is too old to read on

import type { DocketClient } from '@docket/client';

// A day of a team that makes a website: what Docket does, in the order in which people come to need it.
// On a server with nothing in it, as its admin: node examples/a-day.ts http://localhost:8000 root@example.org PASSWORD
const [url = 'http://localhost:8000', adminAddress = '', adminPassword = ''] = process.argv.slice(2);

/** Ada leads, Bob programs, Cleo draws, Dan talks to customers, and Root looks after the server. */
type Team = Record<'ada' | 'bob' | 'cleo' | 'dan' | 'root', DocketClient>;

// 8 o'clock. Root takes a short name, and makes an account for each of the others, who log in.
async function arrive(): Promise<Team> {
  const { createDocketClient } = await import('@docket/client');
  const password = 'four people at one table';
  const root = createDocketClient({ url });
  await root.auth.login.mutate({ username: adminAddress, password: adminPassword });
  await root.user.update.mutate({ id: (await root.user.me.query()).id, username: 'root' });
  const join = async (username: string) => {
    await root.user.create.mutate({ username, email: `${username}@example.org`, password });
    const docket = createDocketClient({ url });
    await docket.auth.login.mutate({ username, password });
    return docket;
  };
  return { ada: await join('ada'), bob: await join('bob'), cleo: await join('cleo'), dan: await join('dan'), root };
}

// 9 o'clock. Ada makes two projects. Everybody sees the website; what is done to its machines, only she and Bob do.
async function makeProjects({ ada, cleo, dan }: Team): Promise<void> {
  await ada.project.create.mutate({ key: 'WEB', name: 'Website' });
  await ada.project.addMember.mutate({ project: 'WEB', user: 'bob' });
  await ada.project.addMember.mutate({ project: 'WEB', user: 'cleo' });
  await ada.project.create.mutate({ key: 'OPS', name: 'Machines', visibility: 'private' });
  await ada.project.addMember.mutate({ project: 'OPS', user: 'bob' });

  await ada.label.create.mutate({ project: 'WEB', name: 'bug', color: '#cc0000' });
  await ada.milestone.create.mutate({ project: 'WEB', title: '1.0', due_on: '2030-06-30' });

  // Cleo wants to know all that happens to the website. Dan has customers waiting: tell him only where he is named or
  // assigned. The others say nothing, and are told of what they take part in.
  await cleo.notification.updateSettings.mutate({ levels: [{ project: 'WEB', level: 'all' }] });
  await dan.notification.updateSettings.mutate({ level: 'mentions' });
}

// 10 o'clock. The first issues are filed: five of the website, two of its machines.
async function fileIssues({ ada, bob, dan }: Team): Promise<void> {
  // WEB-1. Bob is named, so he is told of it and watches it from now on. Dan wants to hear all of this one.
  const description = 'A customer sees nothing on a phone. @bob, have you changed anything?';
  await dan.issue.create.mutate({ project: 'WEB', title: 'The login page is blank', description, labels: ['bug'] });
  await dan.watch.set.mutate({ id: 'WEB-1' });
  // WEB-2. Another customer, the same fault: nobody knows that yet.
  const white = { title: 'White page instead of a login', description: 'On a tablet, says a customer.' };
  await dan.issue.create.mutate({ project: 'WEB', ...white, labels: ['bug'] });

  // WEB-3 is the release, and has two parts: Dan writes (WEB-4), Cleo draws (WEB-5). Both are assigned, and told.
  const plan = { project: 'WEB', milestone: '1.0' };
  await ada.issue.create.mutate({ ...plan, title: 'Release 1.0', description: 'When its parts are done.' });
  const part = { ...plan, parent: 'WEB-3' };
  const notes = { title: 'Write the release notes', description: 'One page will do.' };
  await ada.issue.create.mutate({ ...part, ...notes, assignees: ['dan'] });
  const logo = { title: 'A new logo', description: 'The old one is too wide.', priority: 'low' as const };
  await ada.issue.create.mutate({ ...part, ...logo, assignees: ['cleo'] });

  // OPS-1 is Ada's to do. OPS-2 names Cleo, who does not see the project: she is told nothing.
  const renew = { title: 'Renew the certificate', description: 'It ends next week.' };
  await bob.issue.create.mutate({ project: 'OPS', ...renew, assignees: ['ada'] });
  const move = { title: 'Move the database', description: 'To the new machine. @cleo will not notice.' };
  await ada.issue.create.mutate({ project: 'OPS', ...move });
}

// 11 o'clock. Cleo looks into her inbox, which has the five issues of the website. She reads that of the logo (WEB-5), as
// it is hers, and is done with the others.
async function readInbox({ cleo }: Team): Promise<void> {
  const logo = await told(cleo, 'WEB-5'); // the last of them
  await cleo.notification.update.mutate({ id: logo.id, state: 'read' });
  const { items } = await cleo.notification.list.query({ state: ['unread'] });
  await cleo.notification.finish.mutate({ ids: items.map(({ id }) => id) });
}

// Noon. Bob finds the fault: WEB-1 is in progress and his, and the release has to wait for it.
async function findTheFault({ ada, bob, cleo, dan }: Team): Promise<void> {
  const body = '`npm ls @cleo` finds no logo there.'; // what stands in backticks is code, and names nobody
  const found = await bob.comment.create.mutate({ issue_id: 'WEB-1', body });
  await bob.issue.update.mutate({ id: 'WEB-1', status: 'in_progress', priority: 'high', assignees: ['me'] });
  await bob.relation.create.mutate({ id: 'WEB-1', type: 'blocks', issue: 'WEB-3' });
  await ada.reaction.addToComment.mutate({ id: found.id, name: 'thumbs_up' });
  await dan.reaction.add.mutate({ id: 'WEB-1', name: 'eyes' });
  await cleo.reaction.add.mutate({ id: 'WEB-1', name: 'eyes' });

  // WEB-2 is the same fault: closed as its duplicate. Nobody has to read it again.
  const duplicate = { closed_reason: 'duplicate', duplicate_of: 'WEB-1' } as const;
  await bob.issue.update.mutate({ id: 'WEB-2', status: 'closed', ...duplicate });

  // Cleo is done with the logo, and half of the release is with it. Ada, who filed it, is told of the comment and the end.
  await cleo.comment.create.mutate({ issue_id: 'WEB-5', body: 'Narrower, and a little more blue.' });
  await cleo.issue.update.mutate({ id: 'WEB-5', status: 'closed' });
}

// 2 o'clock. Dan finds three typing errors (WEB-6 to WEB-8). Ada looks at all bugs and at these, and does too much at once.
async function tidyUp({ ada, cleo, dan }: Team): Promise<void> {
  for (const page of ['home', 'prices', 'server status'])
    await dan.issue.create.mutate({
      project: 'WEB',
      title: `Typing error: ${page}`,
      description: 'See its second line.',
    });

  // The view is the project's. It shows WEB-1 alone: WEB-2 is closed.
  const view = await ada.view.create.mutate({ project: 'WEB', name: 'Bugs', query: 'label:bug -is:closed' });
  await dan.view.issues.query({ id: view.id });

  // A dry run says what would happen. Then it does: three issues are closed.
  const closed = { status: 'closed', closed_reason: 'not_planned' } as const;
  const edit = { query: 'typing error', project: ['WEB'], change: closed };
  await ada.issue.bulk.mutate({ ...edit, dry_run: true });
  const { id } = await ada.issue.bulk.mutate(edit);
  // Dan will not have that of the prices, and names Ada. She takes it back: all three are open as they were.
  await dan.comment.create.mutate({ issue_id: 'WEB-7', body: '@ada, the price is wrong by a factor of ten!' });
  if (id) await ada.issue.undoBulk.mutate({ id });
  await ada.issue.bulk.mutate({ ids: ['WEB-6', 'WEB-7'], change: { priority: 'high', add_assignees: ['cleo'] } });

  // The third is of the machines: it becomes OPS-3, and `WEB-8` leads there. Cleo and Dan do not see it any more.
  await told(cleo, 'WEB-8', 3); // that it was filed, closed and opened again
  await ada.issue.update.mutate({ id: 'WEB-8', project: 'OPS' });
  await ada.issue.get.query({ id: 'WEB-8' });
}

// 3 o'clock. Things go wrong, and are put right.
async function makeMistakes({ ada, bob, cleo, dan, root }: Team): Promise<void> {
  // WEB-9 was a test, and goes into the bin. WEB-4 went there by mistake, and comes back as it was.
  await cleo.issue.create.mutate({ project: 'WEB', title: 'Just a test', description: 'Does this work?' });
  await cleo.issue.delete.mutate({ id: 'WEB-9' });
  await ada.issue.delete.mutate({ id: 'WEB-4' });
  await ada.issue.restore.mutate({ id: 'WEB-4' });

  // Dan writes down a password. Root takes it out of all that Docket keeps: `[redacted]` stands in its place. Who sees
  // the comment is told that it came, and not what stood there.
  const body = 'The customer logs in as `mary`, with `mary1962`.';
  const comment = await dan.comment.create.mutate({ issue_id: 'WEB-1', body });
  await root.comment.redact.mutate({ id: comment.id });

  // Bob has had enough of OPS-2 before it begins. Ada names him there, and he is not told.
  await bob.watch.remove.mutate({ id: 'OPS-2' });
  await ada.comment.create.mutate({ issue_id: 'OPS-2', body: 'On Sunday, @bob?' });
}

// 5 o'clock. The fault is mended, the certificate renewed, and the release waits for its notes only.
async function finish({ ada, bob, dan }: Team): Promise<void> {
  await bob.comment.create.mutate({ issue_id: 'WEB-1', body: 'Here it is again. @dan, please ask your customers.' });
  await bob.issue.update.mutate({ id: 'WEB-1', status: 'closed' });
  await ada.issue.update.mutate({ id: 'OPS-1', status: 'closed' });
  await ada.comment.create.mutate({ issue_id: 'WEB-4', body: 'Tomorrow is early enough.' });

  // Dan reads that his fault is gone, and is done with it.
  const gone = await told(dan, 'WEB-1', 4);
  await dan.notification.finish.mutate({ ids: [gone.id] });

  // The last act names Ada: what happened is told in its order, so all that was before has been told when she is.
  await ada.comment.create.mutate({ issue_id: 'WEB-3', body: 'Thank you all: @bob @cleo @dan @root' });
  await bob.comment.create.mutate({ issue_id: 'WEB-3', body: 'And you, @ada.' });
  await told(ada, 'WEB-3');
}

/** What is in somebody's inbox about an issue, once so much of it was told: that takes a second. */
async function told(docket: DocketClient, key: string, count = 1) {
  const { setTimeout: wait } = await import('node:timers/promises');
  for (let tries = 0; tries < 100; tries += 1) {
    const { items } = await docket.notification.list.query({ state: ['unread'] });
    const found = items.find(({ issue, count: events }) => issue.key === key && events >= count);
    if (found) return found;
    await wait(100);
  }
  throw new Error(`Nobody was told of ${key}`);
}

/** What is open, what has become of some issues, and what is in each inbox. */
async function describe({ ada, ...others }: Team): Promise<string[]> {
  const lines: string[] = [];
  for (const project of ['WEB', 'OPS']) {
    const { items } = await ada.issue.list.query({ project: [project], q: '-is:closed', sort: 'number-asc' });
    lines.push(`open in ${project}: ${items.map(({ key }) => key).join(' ')}`);
  }
  const bin = await ada.issue.list.query({ in_bin: true });
  lines.push(`in the bin: ${bin.items.map(({ key }) => key).join(' ')}`);
  const [fault, release, moved] = await Promise.all(
    ['WEB-1', 'WEB-3', 'WEB-8'].map((id) => ada.issue.get.query({ id })),
  );
  const comments = await ada.comment.list.query({ issue_id: 'WEB-1' });
  lines.push(`WEB-1: ${fault?.reactions['eyes']} eyes, and its second comment is ${comments.items[1]?.body}`);
  lines.push(`WEB-3: ${release?.children.closed} of ${release?.children.total} parts are done`);
  lines.push(`WEB-8: ${moved?.key} by now`);
  for (const [name, docket] of Object.entries({ ada, ...others })) {
    const { items } = await docket.notification.list.query({ size: 100 });
    const inbox = items.map(({ issue, reason, state, count }) => `  ${issue.key} ${reason}, ${state}, ${count}`);
    lines.push(`inbox of ${name}:`, ...inbox.toSorted());
  }
  return lines;
}

async function main(): Promise<void> {
  const team = await arrive();
  for (const hour of [makeProjects, fileIssues, readInbox, findTheFault, tidyUp, makeMistakes, finish])
    await hour(team);
  process.stdout.write(`${(await describe(team)).join('\n')}\n`);
}

void main();

// In the evening. This is what it prints: the number at the end of a line is that of the events of which it tells.
//
// open in WEB: WEB-3 WEB-4 WEB-6 WEB-7
// open in OPS: OPS-2 OPS-3
// in the bin: WEB-9
// WEB-1: 2 eyes, and its second comment is [redacted]
// WEB-3: 1 of 2 parts are done
// WEB-8: OPS-3 by now
// inbox of ada:
//   OPS-1 assigned, unread, 1
//   WEB-3 mention, unread, 1
//   WEB-5 author, unread, 2
//   WEB-7 mention, unread, 1
// inbox of bob:
//   OPS-1 author, unread, 1
//   WEB-1 mention, unread, 2
//   WEB-3 mention, unread, 1
// inbox of cleo:
//   WEB-1 state_change, unread, 5
//   WEB-2 state_change, unread, 1
//   WEB-3 mention, unread, 2
//   WEB-4 watching, unread, 1
//   WEB-5 assigned, read, 1
//   WEB-6 assigned, unread, 4
//   WEB-7 assigned, unread, 5
// inbox of dan:
//   WEB-3 mention, unread, 1
//   WEB-4 assigned, unread, 1
// inbox of root:
//   WEB-3 mention, unread, 1
