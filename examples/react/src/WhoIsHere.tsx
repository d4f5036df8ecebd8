import type { User } from '@docket/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDocket } from './docket.ts';

export function WhoIsHere({ user }: { user: User }) {
  const docket = useDocket();
  const queries = useQueryClient();
  const logout = useMutation({
    mutationFn: () => docket.auth.logout.mutate(),
    onSettled: () => queries.resetQueries(), // nothing of this user stays for the next
  });
  return (
    <header>
      {user.full_name}{' '}
      <button type="button" disabled={logout.isPending} onClick={() => logout.mutate()}>
        Log out
      </button>
    </header>
  );
}
