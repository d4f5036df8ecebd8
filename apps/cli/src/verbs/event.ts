import type { Caller } from '@docket/router';
import type { DefaultProject } from '../default-project.ts';
import { plain, plainLines } from '../io.ts';
import { nameOfKey, namesOfIssues } from '../issue-names.ts';
import { listOf, nameOf, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['event']> = Verb<Awaited<ReturnType<Caller['event'][Procedure]>>>;
type LogEvent = Awaited<ReturnType<Caller['event']['get']>>;
type Row = Pick<LogEvent, 'created_at' | 'actor' | 'actor_name' | 'type' | 'changes'>;

const when = ({ created_at }: Row) => created_at.slice(0, 16).replace('T', ' ');
const who = ({ actor, actor_name }: Row) => (actor ? nameOf(actor) : (actor_name ?? ''));

function whatIn(here: DefaultProject | undefined) {
  return ({ changes }: Row) => changes.map((change) => describeChange(change, here)).join('; ');
}

/** Of the history of one issue. */
export function eventColumns(here: DefaultProject | undefined) {
  return [
    ['WHEN', when],
    ['WHO', who],
    ['WHAT', ({ type }: Row) => type],
    ['CHANGES', whatIn(here)],
  ] as const;
}

const list: Of<'list'> = {
  command: 'event list',
  aliases: ['ls'],
  letters: { limit: 'L', type: 't' },
  finds: { issue: 'issue' },
  examples: [
    'event list',
    'event list --type "issue.*" --actor me',
    'event list --project WEB --issue 42 --sort position-asc --json',
  ],
  show: (list, _, here) => {
    const about = aboutAmong(list.items, here);
    const show = listOf<LogEvent>('event', [
      ['WHEN', when],
      ['WHO', who],
      ['WHAT', ({ type }) => type],
      ['ABOUT', about],
      ['CHANGES', whatIn(here)],
    ]);
    return show(list);
  },
};

const get: Of<'get'> = {
  command: 'event view',
  places: [{ field: 'id', name: 'id', description: 'id of the event, as "event list --json" shows it' }],
  namesIssues: true,
  examples: ['event view 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c14'],
  show: (event, _, here) => ({
    text: [
      `${when(event)}  ${plain(who(event))}  ${event.type}  ${plain(aboutAmong([event], here)(event))}`.trimEnd(),
      ...event.changes.flatMap(({ field, from, to }) => [
        `${field}, before:`,
        whole(from),
        `${field}, after:`,
        whole(to),
      ]),
    ].join('\n'),
  }),
};

const stream: Verb<LogEvent> = {
  command: 'watch',
  letters: { type: 't', project: 'R' },
  finds: { issue: 'issue' },
  namesIssues: true,
  extras: [
    { flags: '--exec <command>', description: 'run this for each event, which it gets as JSON on standard input' },
  ],
  examples: [
    'watch',
    'watch --type "issue.*" --project WEB --json',
    'watch --type comment.created --exec "./notify.sh"',
    'watch --cursor 9f2c41d07be85a36.1042 --no-follow',
  ],
  show: (event, _, here) => ({
    text: [when(event), who(event), event.type, aboutAmong([event], here)(event), whatIn(here)(event)]
      .filter(Boolean)
      .join('  '),
  }),
};

export const event = { list, get, stream };

/** Such as `#42 Crash on save`; with the key, where one of them needs it. */
function aboutAmong(events: readonly LogEvent[], here: DefaultProject | undefined) {
  const nameIn = namesOfIssues(events.flatMap(issueOf), here);
  return (event: LogEvent): string => [...issueOf(event).map(nameIn), event.subject.name ?? []].flat().join(' ');
}

function issueOf({ subject: { key, number, project } }: LogEvent) {
  return key !== null && number !== null && project ? [{ key, number, project }] : [];
}

type Change = LogEvent['changes'][number];

/** Fields whose values are keys of other issues. */
const OF_ISSUES = ['parent', 'blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'relates'];

function describeChange({ field, from, to }: Change, here: DefaultProject | undefined): string {
  const name = (value: Change['from']) =>
    typeof value === 'string' && OF_ISSUES.includes(field) ? nameOfKey(value, here) : brief(value);
  return `${field}: ${name(from)} → ${name(to)}`;
}

function brief(value: Change['from']): string {
  return [value ?? []].flat().join(', ') || 'none';
}

function whole(value: Change['from']): string {
  return plainLines(brief(value)).replace(/^/gm, '  ');
}
