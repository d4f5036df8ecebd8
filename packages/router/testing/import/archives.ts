import { openTestDocket, type TestUser } from '@docket/kit/docket';

type Import = Parameters<TestUser['caller']['archive']['import']>[0];
export type Imported = Import['issues'][number];

export const SOURCE = 'github:tlswg/tls13-spec';
export const [JUNE, JULY] = ['2014-06-01T12:00:00.000Z', '2014-07-01T12:00:00.000Z'];

/** An issue of another tracker, which is short. */
export function issueNumber(number: number, changes: Partial<Imported> = {}): Imported {
  return {
    number,
    title: `Issue ${number}`,
    description: '',
    status: 'open',
    author: 'ekr',
    assignees: [],
    labels: [],
    created_at: JUNE,
    updated_at: JUNE,
    closed_at: null,
    comments: [],
    ...changes,
  };
}

export function archive(issues: Imported[], changes: Partial<Import> = {}): Import {
  return { source: SOURCE, labels: [], issues, ...changes };
}

export async function openWithAdmin() {
  const docket = await openTestDocket();
  return { docket, admin: await docket.createUser('admin', 'admin') };
}
