import { checkSettings } from '../../src/settings/settings.ts';
import { SettingsError } from '../../src/settings/settings-error.ts';

/** What is said against these settings, line by line. */
export function complaintsOf(given: Record<string, string>): string[] {
  try {
    checkSettings(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n');
    throw error;
  }
  return [];
}
