import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a program said, and how it ended; `null` when it had to be killed. */
type Outcome = { status: number | null; said: string };

/** A copy of the working tree, in which files can be broken without harm. */
export type TreeCopy = {
  root: string;
  read(file: string): string;
  write(file: string, content: string): void;
  /** Runs a program of Node in the copy, and kills it with all its children after this time. */
  run(argv: string[], timeoutMs: number): Promise<Outcome>;
  remove(): void;
};

/** Copies what git knows or would add. The installed packages are linked, our own among them lead into the copy. */
export function copyTree(source: string): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), 'docket-mutate-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: source,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(source, file)));
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(source, file), join(root, file), { verbatimSymlinks: true });
  }
  execFileSync('git', ['init', '-q'], { cwd: root }); // a test asks git for its files
  linkPackages(source, root, files);
  return {
    root,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    write: (file, content) => writeFileSync(join(root, file), content),
    run: (argv, timeoutMs) => run(root, argv, timeoutMs),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function linkPackages(source: string, root: string, files: string[]): void {
  const stores = ['.pnpm', '.cache', '.vite'].map((name) => join(source, 'node_modules', name));
  for (const manifest of files.filter((file) => /(^|\/)package\.json$/.test(file))) {
    const folder = join(dirname(manifest), 'node_modules');
    if (!existsSync(join(source, folder))) continue;
    const filter = (path: string) => !stores.includes(path);
    cpSync(join(source, folder), join(root, folder), { recursive: true, verbatimSymlinks: true, filter });
  }
  symlinkSync(join(source, 'node_modules/.pnpm'), join(root, 'node_modules/.pnpm'));
}

async function run(cwd: string, argv: string[], timeoutMs: number): Promise<Outcome> {
  // A process group of its own, so that servers which a test started end with it.
  const child = spawn(process.execPath, argv, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const killGroup = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  };
  process.once('exit', killGroup);
  const timer = setTimeout(killGroup, timeoutMs);
  const allSaid = once(child, 'close');
  const [status] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  killGroup(); // whoever is left holds the pipes open
  await allSaid;
  process.off('exit', killGroup);
  return { status, said };
}
