/** Characters of a piece: smaller ones cost a call each on their way out. */
const PIECE_LENGTH = 64 * 1024;

/** The same texts, joined to pieces of some size. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
