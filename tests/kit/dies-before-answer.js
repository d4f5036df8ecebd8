// Loaded into a server before all else (`NODE_OPTIONS=--import`): it is killed with -9 when it is about to answer that
// something was made. The commit is done then, and no byte of the answer is out.

import { ServerResponse } from 'node:http';

const { writeHead } = ServerResponse.prototype;

ServerResponse.prototype.writeHead = function (status, ...others) {
  if (status === 201) process.kill(process.pid, 'SIGKILL');
  return writeHead.call(this, status, ...others);
};
