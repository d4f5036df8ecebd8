/** We cannot listen where we are told to. `message` names the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Where we tried to listen, and the settings that say so. */
type Address = { host: string; port: number | undefined; names: { host: string; port: string } };

/** What the settings are to be, where it is they that are wrong. */
export function explainListenError(error: unknown, { host, port, names }: Address): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    return new ListenError(`Port ${port} is in use: stop the other program, or set ${names.port} to another port`);
  }
  if (error.code === 'EACCES') {
    return new ListenError(`Port ${port} is not ours to use: set ${names.port} to one above 1023`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ListenError(
      `This machine has no address ${host}: set ${names.host} to one that it has, such as 127.0.0.1`,
    );
  }
  return error;
}
