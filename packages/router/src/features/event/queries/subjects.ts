import { type EventFamily, familyOf } from '../../../core/event-types.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { findUserSummaries } from '../../user/queries.ts';
import type { LogEvent } from '../schema.ts';

type Subject = LogEvent['subject'];

type About = { type: string; subject_id: string };

const SUBJECTS: Record<EventFamily, Subject['type']> = {
  issue: 'issue',
  comment: 'issue',
  attachment: 'issue',
  relation: 'issue',
  reaction: 'issue',
  project: 'project',
  label: 'label',
  milestone: 'milestone',
  view: 'view',
  template: 'template',
  user: 'user',
  session: 'session',
  token: 'token',
  webhook: 'webhook',
};

/** What events are about, by its id. Of what was deleted, only the key of an issue is told. */
export async function findSubjects(db: ActorReader, events: About[]): Promise<Map<string, Subject>> {
  const ids = Map.groupBy(new Map(events.map((event) => [event.subject_id, event])).values(), typeOf);
  const idsOf = (type: Subject['type']) => (ids.get(type) ?? []).map(({ subject_id }) => subject_id);
  const known = await Promise.all([
    issues(db, idsOf('issue')),
    projects(db, idsOf('project')),
    labels(db, idsOf('label')),
    milestones(db, idsOf('milestone')),
    withNames(db, 'view', idsOf('view')),
    withNames(db, 'template', idsOf('template')),
    users(db, idsOf('user')),
    tokens(db, idsOf('token')),
  ]);
  const named = new Map(known.flat().map((one) => [one.id, one]));
  const subjects = events.map((event) => {
    const { key = null, number = null, project = null, name = null } = named.get(event.subject_id) ?? {};
    return { type: typeOf(event), id: event.subject_id, key, number, project, name };
  });
  return new Map(subjects.map((subject) => [subject.id, subject]));
}

function typeOf({ type }: About): Subject['type'] {
  const family = familyOf(type);
  if (!family) throw new Error(`Nothing is known of events of the type ${type}`);
  return SUBJECTS[family];
}

type Named = { id: string; name: string | null } & Partial<Pick<Subject, 'key' | 'number' | 'project'>>;

async function issues(db: ActorReader, ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  const rows = await unguarded(db)
    .selectFrom('issue')
    .innerJoin('project', 'project.id', 'issue.project_id')
    .select(['issue.id', 'issue.number', 'issue.title', 'issue.deleted_at'])
    .select(['issue.project_id', 'project.key', 'project.name'])
    .where('issue.id', 'in', ids)
    .execute();
  for (const { project_id } of rows) db.look(project_id);
  return rows.map(({ id, number, title, deleted_at, project_id, key, name }) => ({
    id,
    key: `${key}-${number}`,
    number,
    project: { id: project_id, key, name },
    name: deleted_at === null ? title : null,
  }));
}

async function projects(db: ActorReader, ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return db.projects().select(['project.id', 'project.key', 'project.name']).where('project.id', 'in', ids).execute();
}

async function labels(db: ActorReader, ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return db.labels().select(['label.id', 'label.name']).where('label.id', 'in', ids).execute();
}

async function milestones(db: ActorReader, ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return db.milestones().select(['milestone.id', 'milestone.title as name']).where('milestone.id', 'in', ids).execute();
}

/** Views of which there are events are shared, and what is of a project is seen where the event is. */
async function withNames(db: ActorReader, table: 'view' | 'template', ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return db.selectFrom(table).select(['id', 'name']).where('id', 'in', ids).execute();
}

async function users(db: ActorReader, ids: string[]): Promise<Named[]> {
  const found = await findUserSummaries(db, ids);
  return [...found.values()].map(({ id, username, full_name, is_deleted }) => {
    return { id, name: is_deleted ? null : (username ?? full_name) };
  });
}

async function tokens(db: ActorReader, ids: string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('api_token').select(['id', 'name']).where('id', 'in', ids).execute();
}
