/** The words of a name, in lower case: `row-utils`, `SharedRows` and `HTTPHeaders` have two each. */
export function wordsOf(name: string): string[] {
  return name.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
}
