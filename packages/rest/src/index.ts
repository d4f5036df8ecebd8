export { API_PREFIX, type Binding, restBindings, routeOf } from './binding.ts';
export { mediaType, type RestOptions, restApi, signalOf } from './plugin.ts';
export {
  answerWithProblems,
  asAppError,
  PROBLEM_TYPE,
  retryAfterOf,
  sendProblem,
  tooLarge,
  toProblem,
} from './problem.ts';
