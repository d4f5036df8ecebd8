import { count, plain } from '../io.ts';
import type { Counted, Findings } from './findings.ts';
import type { ImportFile } from './import-file.ts';
import type { Sum } from './total.ts';

type About = {
  opened: ImportFile;
  project: string | undefined;
  isDry: boolean;
  report: Findings;
  pulls_left_out?: number;
};

/** So many different things of a kind are named on the screen; as JSON all are. */
const MOST_NAMED = 40;

/** What an import made, or would make, for the person who waits. */
export function summarize(about: About, added: Sum): string {
  const { opened, isDry, report, pulls_left_out: pulls = 0 } = about;
  const { created, skipped, renumbered, users, labels, milestones, projects } = added;
  const { lacking = [] } = opened;
  const been = isDry ? 'were' : 'had been';
  const got = isDry ? 'would get' : 'got';
  const more = [
    skipped > 0 && created + labels + milestones > 0 && `${count(skipped, 'issue')} ${been} imported before.`,
    renumbered > 0 && `${count(renumbered, 'issue')} ${got} a new number, because the old one is in use here.`,
    users > 0 && 'The new accounts cannot sign in until an admin invites their people or sets a password.',
    pulls > 0 && `${count(pulls, 'pull request')} left out.`,
    ...(created > 0 ? [...named('Changed', report.changedThings), ...named('Lost', report.lostThings)] : []),
    created > 0 && lacking.length > 0 && `The file has no column of: ${lacking.join(', ')}.`,
    projects.length > 0 && `${plural(projects, isDry)} made.`,
    isDry && 'Nothing was changed: this was a dry run.',
  ];
  const lines = [firstLine(about, added), ...more];
  return lines.filter((line) => line !== false).join('\n');
}

function plural(projects: string[], isDry: boolean): string {
  const [noun, verb] = projects.length === 1 ? ['project', 'was'] : ['projects', 'were'];
  return `The ${noun} ${projects.join(', ')} ${isDry ? 'would be' : verb}`;
}

function firstLine({ opened, project, isDry, report }: About, added: Sum): string {
  const isBroken = report.brokenRecords > 0;
  const { created, skipped, comments, users, labels, milestones } = added;
  const name = plain(opened.name);
  if (created + skipped + labels + milestones === 0)
    return isBroken ? `Nothing of ${name} could be imported.` : `Nothing to import: ${name} has no issues.`;
  if (created + labels + milestones === 0) {
    return `Nothing new: ${count(skipped, 'issue')} of ${name} had been imported before.`;
  }
  const into = project === undefined ? '' : ` into ${project.toUpperCase()}`;
  const parts = [
    count(created, 'issue'),
    count(comments, 'comment'),
    count(labels, 'label'),
    count(users, 'account'),
    ...(milestones > 0 ? [count(milestones, 'milestone')] : []),
  ];
  return `${isDry ? 'Would import' : 'Imported'} ${name}${into}: ${parts.join(', ')}.`;
}

function named(what: string, things: Counted[]): string[] {
  if (things.length === 0) return [];
  const most = things.toSorted((one, other) => other.issues - one.issues).slice(0, MOST_NAMED);
  const more = things.length > MOST_NAMED ? [`and ${things.length - MOST_NAMED} more, which --json lists`] : [];
  const shown = [...most.map((thing) => `${plain(thing.what)} (${count(thing.issues, 'issue')})`), ...more];
  return [`${what}: ${shown.join(', ')}.`];
}
