import { IncomingMessage } from "node:http";

/**
 * A request that can hand over its body in one piece, as the parser delivers it: a stream takes a
 * third of the time of a small request. Nobody else may read a request whose body was taken.
 */
export class LaneRequest extends IncomingMessage {
  #take: ((body: string) => void) | undefined;
  #received: Buffer | undefined;

  /** Calls `take` once, with the body when it is complete; never when the sender goes away before. */
  takeBody(take: (body: string) => void): void {
    this.#take = take;
    // Marks the request as read, so that the server does not read it once more to be rid of it.
    this.read(0);
  }

  /** What the parser calls with each piece of the body, and with null at its end. */
  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (this.#take === undefined) return super.push(piece, encoding);
    if (piece === null) this.#take(this.#received?.toString() ?? "");
    else if (this.#received === undefined) this.#received = piece;
    else this.#received = Buffer.concat([this.#received, piece]);
    return true;
  }
}
