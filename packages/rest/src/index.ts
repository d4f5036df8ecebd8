export { type Addresses, answerOtherMethods, type CountStray, collectAddresses } from './addresses.ts';
export { API_PREFIX, type Binding, restBindings, routeOf } from './binding.ts';
export { mediaType, refuseCoding } from './body.ts';
export { codedTag } from './conditions.ts';
export { type Frames, isAbort, jsonOf, lastEventId, StreamDoor } from './event-stream.ts';
export { keyOf, keysOf } from './idempotency-key.ts';
export { type RestOptions, restApi, signalOf } from './plugin.ts';
export {
  answerWithProblems,
  asAppError,
  PROBLEM_TYPE,
  retryAfterOf,
  sendProblem,
  tooLarge,
  toProblem,
} from './problem.ts';
export { shownPath } from './shown-path.ts';
export type { StreamEnd, StreamWatch, WatchedStream, WatchStreams } from './stream-watch.ts';
export { TOKEN_PATHS } from './token-endpoint.ts';
