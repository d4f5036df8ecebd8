/** One or more settings are wrong. `message` has a line for each. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}
