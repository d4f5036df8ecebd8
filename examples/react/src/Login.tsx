import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useDocket } from './docket.ts';

export function Login() {
  const docket = useDocket();
  const queries = useQueryClient();
  const login = useMutation({
    mutationFn: (form: FormData) =>
      docket.auth.startSession.mutate({
        username: String(form.get('username')),
        password: String(form.get('password')),
      }),
    onSuccess: () => queries.resetQueries(), // what was read as nobody
  });
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    login.mutate(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit}>
      <h1>Log in</h1>
      <label>
        Email address or username
        <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {login.isError && <p role="alert">{login.error.message}</p>}
      <button type="submit" disabled={login.isPending}>
        Log in
      </button>
    </form>
  );
}
