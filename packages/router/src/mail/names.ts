/** Up to four words of letters in any script: what mail programs make a link of, or what is a message, is no name. */
const FULL_NAME = /^(?=.{1,60}$)[\p{L}\p{M}'’-]+( [\p{L}\p{M}'’-]+){0,3}$/u;

/** Whether this is a name of a person, and nothing else. */
export function isName(full: string): boolean {
  return FULL_NAME.test(full);
}
