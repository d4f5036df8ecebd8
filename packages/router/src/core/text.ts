// What texts are made of, whatever field they stand in.

/** No control characters. Every language that reads the API's document reads this. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const NO_CONTROL = /^[^\x00-\x1f\x7f-\x9f]*$/;

/** What stands for a text that an admin has taken out for good. */
export const REDACTED = '[redacted]';

/** The same, but for tabs and ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const NO_CONTROL_BUT_BREAKS = /^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$/;

/** A word: neither blanks nor control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
export const ONE_WORD = /^[^\x00-\x20\x7f-\xa0]{1,254}$/;

/** All that every engine can store: no NUL, and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Unicode has two ends of lines that are no control characters. */
export function isOneLine(text: string): boolean {
  return NO_CONTROL.test(text) && !/[\u2028\u2029]/.test(text);
}

/** A character that a reader sees. U+2800 is a sign of braille without a dot. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/u;

export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** What joins letters and emoji, and chooses among their forms, belongs to what a reader sees. */
const JOINS = /[\u200c\p{Variation_Selector}\u200d]/gu;

/** Whether a text has characters that nobody sees, by which two could look alike. */
export function hasHidden(text: string): boolean {
  return text.replace(JOINS, '').search(IGNORABLE) >= 0;
}

/** Made by the first text that needs it: it loads what Unicode says of characters. */
const SEGMENTER: { made?: Intl.Segmenter } = {};

/** How many characters a reader sees: a letter with its accents is one, and so is an emoji (Unicode UAX 29). */
export function countCharacters(given: string): number {
  SEGMENTER.made ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...SEGMENTER.made.segment(given)].length;
}

const ASCII = /^[\x20-\x7e]*$/;

/**
 * What all spellings of a text have in common: upper and lower case, composed and decomposed accents, ß and ss, both
 * forms of a small sigma, i with and without its dot. What nobody sees is left out.
 *
 * Keys that it made are stored: to change it takes a migration.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  const lower = text.normalize('NFC').replace(IGNORABLE, '').toLowerCase();
  // Through capitals, which ß, ſ and ı have in common with ss, s and i.
  const folded = lower.toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
  return folded.normalize('NFC');
}

/** What makes a domain something else in a URL. */
const NOT_IN_DOMAIN = /[\s/\\?#@:%[\]]/;

/** An address with its domain in ASCII, as mail servers know it and as browsers write it (UTS 46). */
export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  if (at === 0 || /^[\x21-\x7e]*$/.test(domain) || NOT_IN_DOMAIN.test(domain) || !NO_CONTROL.test(domain)) {
    return address;
  }
  return address.slice(0, at) + (URL.parse(`http://${domain}`)?.hostname ?? domain);
}
