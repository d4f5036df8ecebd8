// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const size = process.env['DOCUMENT'];

/** DOCUMENT=long draws more requests for each operation, and makes clients with every generator. */
export const isLong = size === 'long';
