import { authRouter } from './features/auth/router.ts';
import { commentRouter } from './features/comment/router.ts';
import { archiveRouter } from './features/import/router.ts';
import { issueRouter } from './features/issue/router.ts';
import { labelRouter } from './features/label/router.ts';
import { passwordRouter } from './features/password/router.ts';
import { sessionRouter } from './features/session/router.ts';
import { tokenRouter } from './features/token/router.ts';
import { userRouter } from './features/user/router.ts';
import { t } from './procedures/trpc.ts';

/** The API: every procedure, for all doors. */
export const appRouter = t.router({
  auth: authRouter,
  session: sessionRouter,
  token: tokenRouter,
  password: passwordRouter,
  user: userRouter,
  issue: issueRouter,
  comment: commentRouter,
  label: labelRouter,
  archive: archiveRouter,
});

export type AppRouter = typeof appRouter;
