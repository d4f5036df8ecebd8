// Walks of every procedure by every case grow with each of both that is added: in the short form they take some.

// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const size = process.env['WALKS'];

/** WALKS=long takes every case to every place, through every door and on both engines. */
export const isLong = size === 'long';

/**
 * The cases for one of many places, which are numbered. In the short form it is one of so many, and another at the next
 * place: none is left out everywhere.
 */
export function casesAt<T>(place: number, cases: readonly T[], oneOf = 3): T[] {
  return isLong ? [...cases] : cases.filter((_, at) => (at + place) % oneOf === 0);
}
