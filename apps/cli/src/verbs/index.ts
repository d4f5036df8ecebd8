import type { Caller } from '@docket/router';
import { archive, auth, email, invitation, passwords, session, token } from './account.ts';
import { attachment } from './attachment.ts';
import { comment } from './comment.ts';
import { event } from './event.ts';
import { issue } from './issue.ts';
import { label } from './label.ts';
import { milestone } from './milestone.ts';
import { notification } from './notification.ts';
import { project } from './project.ts';
import { reaction } from './reaction.ts';
import { relation } from './relation.ts';
import { search } from './search.ts';
import { sync } from './sync.ts';
import { template } from './template.ts';
import { user } from './user.ts';
import type { Verb } from './verb.ts';
import { view } from './view.ts';
import { watch } from './watch.ts';
import { webhook } from './webhook.ts';

/** A verb for each procedure: one too few or too many does not compile. */
type Verbs = { [Feature in keyof Caller]: { [Procedure in keyof Caller[Feature]]: object } };

const byFeature = {
  auth,
  session,
  token,
  password: passwords,
  email,
  invitation,
  user,
  project,
  issue,
  search,
  event,
  sync,
  comment,
  attachment,
  relation,
  reaction,
  label,
  milestone,
  view,
  watch,
  notification,
  template,
  webhook,
  archive,
} satisfies Verbs;

/**
 * The verbs by the names of their procedures, such as `issue.list`. Each shows the answer of its own procedure, which it
 * gets as an unknown here.
 */
export const verbs: Record<string, Verb> = Object.fromEntries(
  Object.entries(byFeature).flatMap(([feature, of]) =>
    Object.entries(of).map(([procedure, verb]) => [`${feature}.${procedure}`, verb as Verb]),
  ),
);
