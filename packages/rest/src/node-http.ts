/**
 * Of Node's HTTP. An import would look at each of its exports, and to look at `WebSocket` loads all of undici, which
 * takes a tenth of a start.
 */
export const { STATUS_CODES } = process.getBuiltinModule('node:http');
