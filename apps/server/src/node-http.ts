/** Of Node's HTTP, without an import: see packages/rest/src/node-http.ts. */
export const { createServer, IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http');
