// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const size = process.env['BENCH'];

/** BENCH=long runs every benchmark once; without it only that of lists, at one size, since each starts many servers. */
export const isLong = size === 'long';
