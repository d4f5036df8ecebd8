// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), without EventSource: that of
// browsers sends no token, and Node has none.

/** One event of a stream. */
export type ServerEvent = {
  /** `message`, where it has no name. */
  type: string;
  data: string;
  /** That of the last event which had one. */
  id: string;
};

const LINE_END = /\r\n|[\r\n]/;

/** The events of a body, as they come. It ends with the body, and throws when that breaks off. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let [type, data, id] = ['', [] as string[], ''];
  try {
    for await (const line of lines(reader)) {
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (line === '') {
        yield { type: data.length > 0 ? type || 'message' : 'id', data: data.join('\n'), id };
        [type, data] = ['', []];
      } else if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* lines(reader: ReadableStreamDefaultReader<string>): AsyncGenerator<string> {
  let rest = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const found = (rest + next.value).split(LINE_END);
    rest = found.pop() ?? '';
    yield* found;
  }
}
