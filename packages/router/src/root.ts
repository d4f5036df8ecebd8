import { attachment } from './features/attachment/router.ts';
import { auth } from './features/auth/router.ts';
import { comment } from './features/comment/router.ts';
import { email } from './features/email/router.ts';
import { event } from './features/event/router.ts';
import { archive } from './features/import/router.ts';
import { invitation } from './features/invitation/router.ts';
import { issue } from './features/issue/router.ts';
import { label } from './features/label/router.ts';
import { milestone } from './features/milestone/router.ts';
import { notification } from './features/notification/router.ts';
import { password } from './features/password/router.ts';
import { project } from './features/project/router.ts';
import { reaction } from './features/reaction/router.ts';
import { relation } from './features/relation/router.ts';
import { search } from './features/search/router.ts';
import { session } from './features/session/router.ts';
import { sync } from './features/sync/router.ts';
import { template } from './features/template/router.ts';
import { token } from './features/token/router.ts';
import { user } from './features/user/router.ts';
import { view } from './features/view/router.ts';
import { watch } from './features/watch/router.ts';
import { webhook } from './features/webhook/router.ts';
import type { TrpcRouter } from './procedures/trpc.ts';

/** The API: every procedure, for all doors. */
export const api = {
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

/** The same as a tRPC router, for the types of its clients; `trpcRouter(api)` makes one that runs. */
export type AppRouter = TrpcRouter<typeof api>;
