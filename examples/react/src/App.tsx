import { useQuery } from '@tanstack/react-query';
import { useDocket } from './docket.ts';
import { Issues } from './Issues.tsx';
import { Login } from './Login.tsx';
import { NewIssue } from './NewIssue.tsx';
import { meQuery } from './queries.ts';
import { WhoIsHere } from './WhoIsHere.tsx';

export function App() {
  const me = useQuery(meQuery(useDocket()));
  if (me.isPending) return <p>One moment …</p>;
  if (me.isError) return <p role="alert">Docket cannot be reached: {me.error.message}</p>;
  if (!me.data) return <Login />;
  return (
    <>
      <WhoIsHere user={me.data} />
      <NewIssue />
      <Issues />
    </>
  );
}
