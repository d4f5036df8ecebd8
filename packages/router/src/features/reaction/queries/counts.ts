import { REACTIONS, type ReactionName, type Reactions } from '../schema/reactions.ts';

/** Of what a row holds. */
export function reactionsIn(text: string | null): Reactions {
  return text === null ? {} : (JSON.parse(text) as Reactions); // of this file
}

/** As a row holds them, in one order. */
export function reactionsText(reactions: Reactions): string {
  return JSON.stringify(
    Object.fromEntries(REACTIONS.flatMap((name) => (reactions[name] ? [[name, reactions[name]]] : []))),
  );
}

/** With so many more of one; what nobody says any more is left out. */
export function withMore(reactions: Reactions, name: ReactionName, more: number): Reactions {
  const { [name]: before = 0, ...others } = reactions;
  const count = before + more;
  return count > 0 ? { ...others, [name]: count } : others;
}

export function sumOf(reactions: Reactions): number {
  return REACTIONS.reduce((sum, name) => sum + (reactions[name] ?? 0), 0);
}
