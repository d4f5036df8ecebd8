import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { nameOfKey } from '../issue-names.ts';
import { type Extra, fieldsOf, listOf, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['notification']> = Verb<Awaited<ReturnType<Caller['notification'][Procedure]>>>;
type Notification = Awaited<ReturnType<Caller['notification']['list']>>['items'][number];

const list: Of<'list'> = {
  command: 'inbox list',
  aliases: ['ls'],
  isDefault: true,
  letters: { limit: 'L', state: 's', project: 'R' },
  page: () => '/notifications',
  examples: ['inbox', 'inbox list --state unread', 'inbox list --state done --project WEB'],
  show: (answer, _, here) =>
    listOf<Notification>('notification', [
      ['ISSUE', ({ issue }) => nameOfKey(issue.key, here)],
      ['STATE', ({ state }) => state],
      ['REASON', ({ reason }) => reason],
      ['COUNT', ({ count }) => String(count)],
      ['AT', ({ updated_at }) => updated_at.slice(0, 16).replace('T', ' ')],
      ['TITLE', ({ issue }) => issue.title],
      ['ID', ({ id }) => id],
    ])(answer),
};

const update: Of<'update'> = {
  command: 'inbox mark',
  places: [
    {
      field: 'id',
      name: 'issue',
      description: 'the issue that it is about, or id of the notification',
      finds: 'notification',
    },
    { field: 'state', name: 'state', description: 'unread, read or done' },
  ],
  examples: ['inbox mark 42 done', 'inbox mark WEB-42 unread'],
  show: ({ issue, state }) => ({ note: `Marked ${issue.key} as ${state}: ${plain(issue.title)}` }),
};

const finish: Of<'finish'> = {
  command: 'inbox done',
  examples: ['inbox done', 'inbox done --until 2026-01-31T09:30:00Z'],
  show: ({ count }) => ({ note: `Done with ${count} ${count === 1 ? 'notification' : 'notifications'}.` }),
};

/** Projects are of no interest where nothing is said of them. */
function showSettings({
  levels,
  quiet_hours,
  ...settings
}: Awaited<ReturnType<Caller['notification']['getSettings']>>) {
  return fieldsOf({
    ...settings,
    quiet_hours: quiet_hours && `${quiet_hours.from} to ${quiet_hours.to}`,
    ...Object.fromEntries(levels.map(({ project, level }) => [`level of ${project.key}`, level])),
  });
}

const quiet: Extra = {
  flags: '--quiet <from-to>',
  sets: 'quiet_hours',
  description: 'no mail at these hours, such as 22:00-07:00; "none" for mail at any time',
  change(input, [hours = '']) {
    const [from, to] = hours.split('-');
    input['quiet_hours'] = hours === 'none' ? null : { from, to };
  },
};

const levelOf: Extra = {
  flags: '--level-of <project=level>',
  sets: 'levels',
  description: 'what to hear of a project, such as WEB=all; WEB= for what holds for all; may be given several times',
  isList: true,
  change(input, values) {
    input['levels'] = values.map((value) => {
      const [project, level] = value.split('=');
      return { project, level: level === '' ? null : level };
    });
  },
};

const getSettings: Of<'getSettings'> = {
  command: 'inbox settings',
  examples: ['inbox settings'],
  show: showSettings,
};

const updateSettings: Of<'updateSettings'> = {
  command: 'inbox set',
  extras: [quiet, levelOf],
  examples: ['inbox set --mail daily --time-zone Europe/Berlin', 'inbox set --quiet 22:00-07:00 --level-of WEB=all'],
  show: showSettings,
};

export const notification = { list, update, finish, getSettings, updateSettings };
