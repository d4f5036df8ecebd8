import pg from 'pg';

/** The types (`pg_type.oid`) whose values SQLite hands over in another form than pg does by default. */
const parsers: Record<number, (text: string) => unknown> = {
  20: Number, // int8: counts and positions, which stay far below 2^53
  114: String, // json: as it was written
  1184: toIsoTime, // timestamptz
  1700: Number, // numeric: the sum of int8
};

/** Makes the values of a row equal to those that SQLite gives for the same row. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => parsers[oid] ?? pg.types.getTypeParser(oid, format),
};

/**
 * `2026-01-31 09:30:00.12+00` (in UTC, at most milliseconds, see the migrations) as
 * `2026-01-31T09:30:00.120Z`. By hand, since a Date between costs much more.
 */
function toIsoTime(text: string): string {
  const [date, time] = [text.slice(0, 10), text.slice(11, 19)];
  return `${date}T${time}.${text.slice(20, -3).padEnd(3, '0')}Z`;
}
