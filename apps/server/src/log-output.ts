import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DestinationStream } from 'pino';

/**
 * What is written at once stays whole, so that the lines of several processes never mix: a pipe takes
 * so many bytes (pipe(7), PIPE_BUF), a file any number.
 */
const WHOLE_BYTES = { pipe: 4096, file: 65_536 };

/** How long a line waits for others: too short for who reads the log, and long enough for dozens under load. */
const GATHER_MS = 10;

/** Lines wait while the reader stands still or the disk is full, up to so many bytes. Further ones are lost and counted. */
const MAX_WAITING_BYTES = 1024 * 1024;
const RETRY_MS = 100;

/** At exit, a slow reader has so long to take what waits. */
const EXIT_MS = 2000;

type Written = (error: Error | null, bytes: number) => void;

/** Where lines go. `write` never blocks. */
type Target = { fd: number; wholeBytes: number; write(chunk: Buffer, written: Written): void };

/**
 * Writes lines to standard output, together, because to write one costs more than to make it. It neither blocks nor
 * throws when nobody reads, when the reader has left or when the disk is full. What was logged before the process
 * exits, for an error that nobody caught too, is written if it can be.
 *
 * Not sonic-boom, pino's own: at exit it tries for ever to write to a full disk, and once its buffer is full after an
 * error, it does not try again.
 */
export class LogOutput implements DestinationStream {
  readonly #target = openTarget();
  #chunks: { text: string; bytes: number }[] = [];
  /** Taken out of `#chunks`, and not all written yet. */
  #current: Buffer | undefined;
  /** `thread`: a thread has `#current`. `retry`: a timer will try it again. */
  #state: 'idle' | 'thread' | 'retry' = 'idle';
  #waitingBytes = 0;
  #lostLines = 0;
  #gathering: NodeJS.Timeout | undefined;

  constructor() {
    process.on('exit', () => this.#writeRest());
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    // After a loss nothing more is taken until the rest is out, so that one line can say how many are missing there.
    if (this.#lostLines > 0 || this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#lostLines += 1;
      return;
    }
    const open = this.#chunks.at(-1);
    if (open && open.bytes + bytes > this.#target.wholeBytes) this.#writeNext();
    this.#append(line, bytes);
    // Unreferenced, as is the other timer: no process lives on for its log. The handler of `exit` writes the rest.
    this.#gathering ??= setTimeout(() => this.#writeNext(), GATHER_MS).unref();
  }

  #append(text: string, bytes: number): void {
    const open = this.#chunks.at(-1);
    if (open && open.bytes + bytes <= this.#target.wholeBytes) {
      open.text += text;
      open.bytes += bytes;
    } else this.#chunks.push({ text, bytes });
    this.#waitingBytes += bytes;
  }

  #writeNext(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#state !== 'idle') return;
    const chunk = this.#take();
    if (!chunk) return;
    this.#state = 'thread';
    this.#target.write(chunk, (error, bytes) => this.#onWritten(error, bytes));
  }

  #onWritten(error: Error | null, bytes: number): void {
    this.#state = error ? 'retry' : 'idle';
    if (error) {
      const retry = () => {
        this.#state = 'idle';
        this.#writeNext();
      };
      setTimeout(retry, RETRY_MS).unref();
      return;
    }
    this.#release(bytes);
    this.#writeNext();
  }

  /** What is to be written next: what was not all written, then the lines, then how many were lost after them. */
  #take(): Buffer | undefined {
    if (this.#lostLines > 0 && !this.#current && this.#chunks.length === 0) {
      const line = lossLine(this.#lostLines);
      this.#lostLines = 0;
      this.#append(line, Buffer.byteLength(line));
    }
    this.#current ??= takeText(this.#chunks);
    return this.#current;
  }

  #release(bytes: number): void {
    const rest = this.#current?.subarray(bytes);
    this.#current = rest?.length ? rest : undefined;
    this.#waitingBytes -= bytes;
  }

  #writeRest(): void {
    if (this.#state === 'thread') this.#current = undefined; // the process ends after its threads
    const latest = performance.now() + EXIT_MS;
    for (let chunk = this.#take(); chunk; chunk = this.#take()) {
      try {
        this.#release(writeSync(this.#target.fd, chunk));
      } catch (error) {
        if (!isFull(error) || performance.now() > latest) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, GATHER_MS);
      }
    }
  }
}

function takeText(chunks: { text: string }[]): Buffer | undefined {
  const first = chunks.shift();
  return first && Buffer.from(first.text);
}

/** As pino writes a line. */
function lossLine(lost_lines: number): string {
  const msg = `${lost_lines} lines of the log were lost here: nobody read them in time, or the disk was full`;
  return `${JSON.stringify({ level: 40, time: Date.now(), pid: process.pid, hostname: hostname(), lost_lines, msg })}\n`;
}

/** The pipe or socket takes nothing until its reader goes on. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

/**
 * A pipe or socket is written to at once, and says EAGAIN when it is full: a thread would write a chunk in each turn of
 * the event loop, which is too little for a busy server. A file is written to by a thread, because a disk can hang.
 */
function openTarget(): Target {
  const { fd: stdout } = process.stdout; // to open it makes a pipe or socket non-blocking
  const kind = fstatSync(stdout);
  if (!kind.isFIFO() && !kind.isSocket()) {
    const wholeBytes = kind.isFile() ? WHOLE_BYTES.file : WHOLE_BYTES.pipe;
    return { fd: stdout, wholeBytes, write: (chunk, written) => write(stdout, chunk, written) };
  }
  const fd = kind.isFIFO() ? reopened(stdout) : stdout;
  return {
    fd,
    wholeBytes: WHOLE_BYTES.pipe,
    write(chunk, written) {
      let bytes: number;
      try {
        bytes = writeSync(fd, chunk);
      } catch (error) {
        written(error instanceof Error ? error : new Error(String(error)), 0);
        return;
      }
      written(null, bytes);
    },
  };
}

/**
 * The same pipe, non-blocking for us alone: processes that share a descriptor share that flag, and Node takes it away
 * when it starts another process on it, such as the next worker. Only Linux can open it once more.
 */
function reopened(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return fd;
  }
}
