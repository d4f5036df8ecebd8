/** What is chosen where a setting is left out, and depends on where the server is: on the internet it is strict. */
export function defaultsIn(environment: 'development' | 'production' | 'test') {
  return environment === 'production'
    ? ({ HOST: '0.0.0.0', REGISTRATION: 'closed', PROJECT_CREATION: 'admins', PASSWORD_REFUSE_COMMON: true } as const)
    : ({ HOST: '127.0.0.1', REGISTRATION: 'open', PROJECT_CREATION: 'open', PASSWORD_REFUSE_COMMON: false } as const);
}
