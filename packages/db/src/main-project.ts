/** The project that every database has from its migration: an issue that names none is in it. */
export const MAIN_PROJECT_ID = '00000000-0000-7000-8000-000000000001';
