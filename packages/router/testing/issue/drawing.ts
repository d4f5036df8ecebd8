/** Draws the same numbers in each run (Park and Miller). */
export function drawing(seed: number) {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  return {
    below,
    one: <T>(values: readonly T[]): T => values[below(values.length)] as T, // `below` is within
    some: <T>(values: readonly T[]): T[] => values.filter(() => below(2) === 0),
    sometimes: (of = 3) => below(of) === 0,
  };
}
