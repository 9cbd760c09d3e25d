import { Transform, type Readable } from "node:stream";

/** How much of a body is taken off the line, so that its sender gets to read the refusal. */
const MOST_DRAINED_BYTES = 16 * 1024 * 1024;

/**
 * A body of unknown length that ends with `tooLarge` when it is longer than `mostBytes`. What is too
 * much is read away first: a connection that is closed over unread bytes loses the answer
 * (RFC 9112 §9.6).
 */
export function boundedBody(
  payload: Readable,
  mostBytes: number,
  tooLarge: () => Error,
): Transform {
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= mostBytes) done(null, chunk);
      else if (bytes > MOST_DRAINED_BYTES) done(tooLarge());
      else done();
    },
    flush(done) {
      done(bytes > mostBytes ? tooLarge() : null);
    },
  });
  payload.once("error", (cause) => bounded.destroy(cause));
  payload.once("close", () => {
    if (!payload.readableEnded) bounded.destroy();
  });
  return payload.pipe(bounded);
}
