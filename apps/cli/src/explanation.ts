import type { Conflict, ConflictValue, ErrorDescription } from '@docket/router';
import { CommandError, Refusal, withoutPasswords } from './failure.ts';
import { asTyped, type Io, plain, printLine } from './io.ts';
import { typedName } from './typed-names.ts';

type Told = { lines: string[]; hint?: string | undefined };

/** Says on standard error what went wrong: for people, or as JSON for the program that asked for it. */
export async function explain(io: Io, error: unknown, { asJson }: { asJson: boolean }): Promise<void> {
  if (asJson) {
    const { detail, ...description } = await asDescription(error);
    const told = { ...description, detail: asTyped(io, detail) };
    return printLine(io.stderr, withoutPasswords(JSON.stringify(told, null, 2)));
  }
  const { lines, hint } = await tell(io, error);
  for (const line of lines) printLine(io.stderr, `error: ${asTyped(io, withoutPasswords(line))}`);
  if (hint) printLine(io.stderr, `hint: ${asTyped(io, hint)}`);
}

/** An error of the command itself has no code of the API. */
async function asDescription(error: unknown): Promise<Omit<ErrorDescription, 'code' | 'status'> & { code: string }> {
  if (error instanceof Refusal) return error.description;
  if (error instanceof CommandError) return { code: 'command_failed', detail: error.message };
  const { DatabaseError, describeError, SettingsError } = await import('@docket/router');
  if (error instanceof SettingsError || error instanceof DatabaseError)
    return { code: 'command_failed', detail: error.message };
  return { ...describeError(error), ...(await whyDatabaseFailed(error)) };
}

/** Unlike a caller of the API, who sits here sees the message of an unexpected error, and with DEBUG its stack. */
async function tell(io: Io, error: unknown): Promise<Told> {
  if (error instanceof CommandError) return { lines: error.message.split('\n') };
  if (error instanceof Refusal) return tellDescription(error, error.description);
  const { DatabaseError, describeError, SettingsError } = await import('@docket/router');
  if (error instanceof SettingsError || error instanceof DatabaseError) return { lines: error.message.split('\n') };
  const description = { ...describeError(error), ...(await whyDatabaseFailed(error)) };
  if (description.code === 'internal_error') return { lines: tellUnexpected(error, isDebugging(io)) };
  return tellDescription(error, description, 'with --as USER you act as a user');
}

/** A caller of the API can only try again. Who sits here may be the one who makes room on the disk. */
async function whyDatabaseFailed(error: unknown): Promise<{ detail?: string }> {
  const { AppError, describeError, reasonOf } = await import('@docket/router');
  if (error instanceof AppError || describeError(error).code !== 'unavailable') return {};
  const remedy = 'see that it runs, that its disk has room and that nothing else keeps it busy, and try again';
  return { detail: `The database cannot be used at the moment (${plain(reasonOf(error))}): ${remedy}` };
}

function tellDescription(error: unknown, description: ErrorDescription, asUser?: string): Told {
  const { code, detail, errors, conflicts, current } = description;
  if (conflicts) return tellConflicts(conflicts, current);
  if (code === 'user_required' && asUser) return { lines: ['Only a user can do this'], hint: asUser };
  const lines = errors?.map(({ path, message }) => (path ? `${typedName(error, path)}: ${message}` : message));
  return { lines: (lines ?? [detail]).map(plain), hint: HINTS[code] };
}

/** Which fields somebody else changed, and how to write over them. */
function tellConflicts(conflicts: Conflict[], current: object = {}): Told {
  const lines = conflicts.map(
    ({ field, yours, current: theirs }) =>
      `${field} was changed by somebody else: it is ${brief(theirs)}, yours ${brief(yours)}`,
  );
  const again = 'version' in current && `to write over it, repeat the command with --if-version ${current.version}`;
  return { lines: lines.map(plain), hint: again || undefined };
}

/** As much of a value as fits into a line. */
function brief(value: ConflictValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

const HINTS: Partial<Record<ErrorDescription['code'], string>> = {
  unauthenticated: 'log in with "./docket login --server URL", or name a server with --server and set DOCKET_TOKEN',
  visibility_unconfirmed: 'if that is meant, repeat the command with --confirm-visibility',
  session_required: 'log in with "./docket login --server URL"',
};

function tellUnexpected(error: unknown, debug: boolean): string[] {
  const { message, stack = message } = error instanceof Error ? error : { message: String(error) };
  if (debug) return [plain(message), stack];
  return [`${plain(message)} (unexpected: set DEBUG=true to see where it comes from)`];
}

function isDebugging(io: Io): boolean {
  try {
    return io.settings().DEBUG;
  } catch {
    return false;
  }
}
