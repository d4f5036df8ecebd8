import type { Facts } from '@docket/kit/world';
import type { Caller } from '@docket/router';
import { attachment } from './attachment.ts';
import { auth } from './auth.ts';
import { comment } from './comment.ts';
import { email } from './email.ts';
import { event } from './event.ts';
import { archive } from './import.ts';
import { invitation } from './invitation.ts';
import { issue } from './issue.ts';
import { label } from './label.ts';
import { milestone } from './milestone.ts';
import { notification } from './notification.ts';
import { password } from './password.ts';
import { project } from './project.ts';
import { reaction } from './reaction.ts';
import { relation } from './relation.ts';
import type { Cases, Failure, Row } from './row.ts';
import { search } from './search.ts';
import { session } from './session.ts';
import { sync } from './sync.ts';
import { template } from './template.ts';
import { token } from './token.ts';
import { user } from './user.ts';
import { view } from './view.ts';
import { watch } from './watch.ts';
import { webhook } from './webhook.ts';

const features: { [Feature in keyof Caller]: Cases<Feature> } = {
  auth,
  session,
  token,
  password,
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
};

/** The row of every procedure, by its name such as `issue.list`. */
export const rows: Record<string, Row> = Object.fromEntries(
  Object.entries(features).flatMap(([feature, of]) =>
    Object.entries(of as Record<string, Row>).map(([name, row]) => [`${feature}.${name}`, row]),
  ),
);

/** A success or an error of a procedure. */
export type Case = Omit<Failure, 'code'> & { code?: Failure['code'] };

/** All that a row has of them. */
export function casesOf({ succeeds, fails }: Row): Case[] {
  return [...succeeds, ...fails] as Case[];
}

/** The input of a case, in the world. */
export function inputOf({ input }: Pick<Case, 'input'>, world: Facts): unknown {
  return typeof input === 'function' ? input(world) : input;
}
