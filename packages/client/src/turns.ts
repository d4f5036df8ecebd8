/** The last work under each name, in this process. */
const last = new Map<string, Promise<unknown>>();

/**
 * Does work when nobody else is at work of the same name: no other tab of the same origin (Web
 * Locks API, https://w3c.github.io/web-locks/) and no other client of this process. Web Locks are
 * missing on plain HTTP pages other than localhost; there only the marks keep tabs apart.
 */
export function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const { locks } = (globalThis.navigator ?? {}) as Partial<Navigator>;
  const marked = () => whileMarked(name, work);
  return locks ? locks.request(name, marked).then((result) => result) : afterTheLast(name, marked);
}

function afterTheLast<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const turn = (last.get(name) ?? Promise.resolve()).then(work);
  last.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}

/** How long the answer to a request of a page that was left may take until it is in the cookies. */
const SETTLING_MS = 3_000;

/**
 * A page that is left frees its lock at once, while its request is still under way. Whoever comes
 * next would send the old cookie a second time, which ends the session. So a page leaves a mark
 * while it is at work, and whoever finds one gives the answer time to arrive.
 */
async function whileMarked<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const age = Date.now() - readMark(name);
  if (age >= 0 && age < SETTLING_MS) await new Promise((resolve) => setTimeout(resolve, SETTLING_MS - age));
  withMarks((marks) => marks.setItem(name, String(Date.now())));
  try {
    return await work();
  } finally {
    withMarks((marks) => marks.removeItem(name));
  }
}

/** When the mark was made, or 0 if there is none. */
function readMark(name: string): number {
  return Number(withMarks((marks) => marks.getItem(name)) ?? 0);
}

/** Marks outlive the page. Workers and Node have no place for them, and in a browser it may be blocked or full. */
function withMarks<Result>(use: (marks: Storage) => Result): Result | undefined {
  try {
    return 'document' in globalThis ? use(localStorage) : undefined;
  } catch {
    return undefined;
  }
}
