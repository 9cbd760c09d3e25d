import type { Socket } from "node:net";

/** Bytes that wait for a reader who does not keep up, from which on no more are made. */
const MOST_UNSENT_BYTES = 1024 * 1024;

/** Writes the frames of a link: those of one turn of the event loop leave in one write. */
export class LinkWriter {
  readonly #socket: Socket;
  readonly #onLeave: () => void;
  #waiting = "";

  /** `onLeave`: called when what waited was given to the socket. */
  constructor(socket: Socket, onLeave: () => void = () => undefined) {
    this.#socket = socket;
    this.#onLeave = onLeave;
  }

  /** Whether the other end reads too slowly for more. */
  get isFull(): boolean {
    return this.#socket.writableLength > MOST_UNSENT_BYTES;
  }

  /** Each byte of a frame is one character. */
  write(frame: string): void {
    if (this.#waiting === "") setImmediate(this.leave);
    this.#waiting += frame;
  }

  /** Gives what waits to the socket at once. */
  readonly leave = (): void => {
    if (this.#waiting === "" || this.#socket.destroyed) return;
    const frames = this.#waiting;
    this.#waiting = "";
    this.#socket.write(frames, "latin1");
    this.#onLeave();
  };
}
