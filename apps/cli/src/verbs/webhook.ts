import type { Caller } from '@docket/router';
import { plain } from '../io.ts';
import { fieldsOf, listOf, nameOf, note, type Place, type Shown, type Verb } from './verb.ts';

type Of<Procedure extends keyof Caller['webhook']> = Verb<Awaited<ReturnType<Caller['webhook'][Procedure]>>>;
type Webhook = Awaited<ReturnType<Caller['webhook']['get']>>;
type Delivery = Awaited<ReturnType<Caller['webhook']['ping']>>;

const place: Place = { field: 'id', name: 'id', description: 'id of the webhook, as "webhook list" shows it' };
const NAMES = { events: 'event' };
const LETTERS = { events: 'e' };

const list: Of<'list'> = {
  command: 'webhook list',
  aliases: ['ls'],
  letters: { limit: 'L' },
  examples: ['webhook list', 'webhook list --project WEB'],
  show: listOf<Webhook>('webhook', [
    ['ID', ({ id }) => id],
    ['URL', ({ url }) => url],
    ['PROJECT', ({ project }) => project?.key ?? ''],
    ['EVENTS', ({ events }) => events?.join(', ') ?? 'all'],
    ['QUERY', ({ query }) => query ?? ''],
    ['OWNER', ({ owner }) => nameOf(owner)],
    ['ACTIVE', ({ disabled_for }) => disabled_for ?? 'yes'],
  ]),
};

// Standard output gets the secret alone, so that a script can take it from there.
const showSecret =
  (done: string) =>
  ({ id, url, secret }: Webhook & { secret: string }): Shown => ({
    text: secret,
    lead: `${done} ${id}, which tells ${plain(url)} what happens. Its signing secret is shown only now:`,
  });

const create: Of<'create'> = {
  command: 'webhook create',
  aliases: ['new'],
  places: [{ field: 'url', name: 'url', description: 'where messages are sent to' }],
  names: NAMES,
  letters: LETTERS,
  examples: [
    'webhook create https://hooks.example.org/docket --project WEB',
    'webhook create https://hooks.example.org/docket --event "issue.*" --search "label:bug"',
  ],
  show: showSecret('Made the webhook'),
};

const get: Of<'get'> = {
  command: 'webhook view',
  aliases: ['show'],
  places: [place],
  examples: ['webhook view 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'],
  show: fieldsOf,
};

const update: Of<'update'> = {
  command: 'webhook edit',
  places: [place],
  names: NAMES,
  letters: LETTERS,
  examples: [
    'webhook edit 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --event comment.created',
    'webhook edit 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --no-is-active',
  ],
  show: ({ id, is_active }) => ({ note: `Changed the webhook ${id}, which is ${is_active ? '' : 'not '}active.` }),
};

const remove: Of<'delete'> = {
  command: 'webhook delete',
  aliases: ['rm'],
  places: [place],
  question: 'Delete the webhook {id}?',
  examples: ['webhook delete 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --yes'],
  show: note('Deleted the webhook.'),
};

const rotate: Of<'rotate'> = {
  command: 'webhook rotate',
  places: [place],
  examples: ['webhook rotate 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'],
  show: showSecret('For a day, messages are signed with the secret before as well. Another one has the webhook'),
};

const showSent = ({ id }: Delivery): Shown => ({ note: `It is being sent, as the delivery ${id}.` });

const ping: Of<'ping'> = {
  command: 'webhook ping',
  places: [place],
  examples: ['webhook ping 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18'],
  show: showSent,
};

const deliveries: Of<'deliveries'> = {
  command: 'webhook deliveries',
  places: [place],
  letters: { limit: 'L', state: 's' },
  examples: ['webhook deliveries 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --state failed'],
  show: listOf<Delivery>('delivery', [
    ['ID', ({ id }) => id],
    ['WHEN', ({ created_at }) => created_at.slice(0, 16).replace('T', ' ')],
    ['WHAT', ({ type }) => type],
    ['STATE', ({ state }) => state],
    ['STATUS', ({ status }) => String(status ?? '')],
    ['ATTEMPTS', ({ attempts }) => String(attempts)],
    ['ERROR', ({ error }) => error ?? ''],
  ]),
};

const redeliver: Of<'redeliver'> = {
  command: 'webhook redeliver',
  places: [{ field: 'id', name: 'id', description: 'id of the delivery, as "webhook deliveries" shows it' }],
  examples: ['webhook redeliver 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c19'],
  show: showSent,
};

const replay: Of<'replay'> = {
  command: 'webhook replay',
  places: [place],
  examples: ['webhook replay 019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18 --since 9f2c41d07be85a36.1042'],
  show: note('Everything since then is being sent again.'),
};

export const webhook = {
  list,
  create,
  get,
  update,
  delete: remove,
  rotate,
  ping,
  deliveries,
  redeliver,
  replay,
};
