import { REACTIONS, type ReactionName, type Reactions } from '../schema/reactions.ts';

/** Of what a row holds. */
export function reactionsIn(text: string | null): Reactions {
  return text === null ? {} : (JSON.parse(text) as Reactions); // of this file
}

/** As a row holds them. */
export function reactionsText(reactions: Reactions): string {
  return JSON.stringify(inOrder(reactions));
}

/** With so many more of one; what nobody says any more is left out. */
export function withMore(reactions: Reactions, name: ReactionName, more: number): Reactions {
  return inOrder({ ...reactions, [name]: (reactions[name] ?? 0) + more });
}

function inOrder(reactions: Reactions): Reactions {
  return Object.fromEntries(REACTIONS.flatMap((name) => (reactions[name] ? [[name, reactions[name]]] : [])));
}

export function sumOf(reactions: Reactions): number {
  return REACTIONS.reduce((sum, name) => sum + (reactions[name] ?? 0), 0);
}
