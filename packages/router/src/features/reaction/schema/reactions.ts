import { z } from 'zod';

export const REACTIONS = [
  ...(['thumbs_up', 'thumbs_down', 'laugh', 'hooray'] as const),
  ...(['confused', 'heart', 'rocket', 'eyes'] as const),
] as const;

export const reactionName = z
  .enum(REACTIONS)
  .meta({ id: 'ReactionName', description: 'What somebody says of it in one picture', examples: ['heart'] });
export type ReactionName = z.output<typeof reactionName>;

const count = z.int().min(1).max(1_000_000_000).optional();

/** Only those that there are. */
export const Reactions = z
  .object({
    thumbs_up: count.describe('How many like it'),
    thumbs_down: count.describe('How many do not'),
    laugh: count.describe('How many laugh'),
    hooray: count.describe('How many are glad of it'),
    confused: count.describe('How many do not understand it'),
    heart: count.describe('How many love it'),
    rocket: count.describe('How many are eager for it'),
    eyes: count.describe('How many keep an eye on it'),
  })
  .meta({
    id: 'Reactions',
    description: 'How many there are of each reaction that there is',
    examples: [{ heart: 2 }],
  });
export type Reactions = z.output<typeof Reactions>;
