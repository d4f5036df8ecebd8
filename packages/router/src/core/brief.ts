/** A text of at most so many UTF-16 units. A longer one is cut behind a word, or behind one of the values that it lists. */
export function brief(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/^.*[\s|]/s.exec(cut)?.[0] ?? cut}…`;
}
