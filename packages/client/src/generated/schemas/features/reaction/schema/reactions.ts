// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';

export const REACTIONS = /* @__PURE__ */ (() => ([
  ...(['thumbs_up', 'thumbs_down', 'laugh', 'hooray'] as const),
  ...(['confused', 'heart', 'rocket', 'eyes'] as const),
] as const))();

export const reactionName = /* @__PURE__ */ (() => (z
  .enum(REACTIONS)))();

const count = /* @__PURE__ */ (() => (z.int().min(1).max(1_000_000_000).optional()))();

export const Reactions = /* @__PURE__ */ (() => (z
  .object({
    thumbs_up: count,
    thumbs_down: count,
    laugh: count,
    hooray: count,
    confused: count,
    heart: count,
    rocket: count,
    eyes: count,
  })))();

export type Reactions = z.output<typeof Reactions>;
