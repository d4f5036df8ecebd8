/**
 * Pieces that are on their way, in their order. The memory of each is given back as soon as it is sent: there would be some
 * tens of megabytes of them before they are collected.
 */
export class LentPieces {
  readonly #pieces: Uint8Array[] = [];

  /**
   * Adds a piece behind those that were added before.
   *
   * @param waiting so many bytes of these are not sent yet, at most; undefined: nobody knows
   */
  add(piece: Uint8Array, waiting: number | undefined): void {
    if (waiting === undefined) {
      this.#pieces.length = 0; // they are collected some time
      return;
    }
    let isSent = this.#pieces.length;
    for (let left = waiting; isSent > 0 && left > 0; isSent -= 1) left -= this.#pieces[isSent - 1]?.length ?? 0;
    for (const sent of this.#pieces.splice(0, isSent)) giveBack(sent);
    this.#pieces.push(piece);
  }
}

/** Gives the memory of a piece back, which nobody reads any more. Not where it shares that with others. */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
