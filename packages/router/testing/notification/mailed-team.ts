import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { teamOf } from './team.ts';

export const MINUTE_MS = 60_000;

type Open = (settings: Record<string, string>) => Promise<TestDocket>;

/** The five, whom a real mail server gets mail for. */
export async function mailedTeam(settings: Record<string, string> = {}, open: Open = openTestDocket) {
  const server = await openTestMailServer();
  const docket = await open({
    SMTP_URL: server.url,
    MAIL_FROM: 'Docket <docket@tracker.example.org>',
    APP_URL: 'https://app.example.org',
    PUBLIC_URL: 'https://tracker.example.org/',
    ...settings,
  });
  const all = await teamOf(docket);
  await docket.outbox.deliverDue();
  server.received.length = 0; // those that welcome them
  /** The mails that go out once so much time has gone by. */
  async function after(minutes: number) {
    docket.clock.advance(minutes * MINUTE_MS);
    await docket.notifier.tellAll();
    await docket.outbox.deliverDue();
    return server.received.splice(0);
  }
  const short = ({ to, subject }: { to: string; subject: string }) => `${to.replace(/@.*/, '')}: ${subject}`;
  return { ...all, server, after, subjects: async (minutes: number) => (await after(minutes)).map(short).toSorted() };
}
