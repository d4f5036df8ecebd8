import type { Migration } from 'kysely/migration';
import * as initial from './0001_initial.ts';
import * as accounts from './0002_accounts.ts';
import * as indexes from './0003_indexes.ts';
import * as lists from './0004_lists.ts';
import * as confirmations from './0005_confirmations.ts';
import * as unconfirmed from './0006_unconfirmed.ts';
import * as folding from './0007_folding.ts';
import * as log from './0008_log.ts';
import * as eventIndexes from './0009_event_indexes.ts';
import * as projects from './0010_projects.ts';
import * as versions from './0011_versions.ts';
import * as repeats from './0012_repeats.ts';
import * as issueLists from './0013_issue_lists.ts';
import * as narrowedTokens from './0014_narrowed_tokens.ts';
import * as milestones from './0015_milestones.ts';
import * as search from './0016_search.ts';
import * as invitations from './0017_invitations.ts';
import * as attachments from './0018_attachments.ts';
import * as wordsOfProjects from './0019_words_of_projects.ts';
import * as webhooks from './0020_webhooks.ts';
import * as issuesOfProjects from './0021_issues_of_projects.ts';
import * as bin from './0022_bin.ts';
import * as relations from './0023_relations.ts';
import * as bulkEdits from './0024_bulk_edits.ts';
import * as reactions from './0025_reactions.ts';
import * as views from './0026_views.ts';
import * as notifications from './0027_notifications.ts';
import * as due from './0028_due.ts';
import * as templates from './0029_templates.ts';
import * as indexOfWords from './0030_index_of_words.ts';
import * as wordsOfTitles from './0031_words_of_titles.ts';
import * as newestByCreation from './0032_newest_by_creation.ts';

/** All steps, oldest first. A released step is never changed: add another. */
export const migrations: Record<string, Migration> = {
  '0001_initial': initial,
  '0002_accounts': accounts,
  '0003_indexes': indexes,
  '0004_lists': lists,
  '0005_confirmations': confirmations,
  '0006_unconfirmed': unconfirmed,
  '0007_folding': folding,
  '0008_log': log,
  '0009_event_indexes': eventIndexes,
  '0010_projects': projects,
  '0011_versions': versions,
  '0012_repeats': repeats,
  '0013_issue_lists': issueLists,
  '0014_narrowed_tokens': narrowedTokens,
  '0015_milestones': milestones,
  '0016_search': search,
  '0017_invitations': invitations,
  '0018_attachments': attachments,
  '0019_words_of_projects': wordsOfProjects,
  '0020_webhooks': webhooks,
  '0021_issues_of_projects': issuesOfProjects,
  '0022_bin': bin,
  '0023_relations': relations,
  '0024_bulk_edits': bulkEdits,
  '0025_reactions': reactions,
  '0026_views': views,
  '0027_notifications': notifications,
  '0028_due': due,
  '0029_templates': templates,
  '0030_index_of_words': indexOfWords,
  '0031_words_of_titles': wordsOfTitles,
  '0032_newest_by_creation': newestByCreation,
};
