import { Server } from "node:http";
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { PlainConnections, WholeBodyRequest } from "@grantry/platform";
import type { Logger } from "@grantry/platform";
import { LARGEST_FORM_BYTES } from "../public/bodies.js";
import { KEEP_ALIVE_SECONDS } from "./answer-text.js";
import type { ExpressLane } from "./express-lane.js";
import { inTurns } from "./in-turns.js";

/**
 * A server that asks the express lane first and leaves to `ordinary` what that does not take: of
 * connections with nothing but frequent requests it reads the bytes itself, of the others it takes
 * the frequent requests that `node:http` has read.
 */
export class LaneServer extends Server<typeof WholeBodyRequest> {
  readonly #plain: PlainConnections;

  constructor(
    lane: Pick<ExpressLane, "takes" | "takesPlain">,
    ordinary: RequestListener,
    logger: Logger,
  ) {
    super({ IncomingMessage: WholeBodyRequest });
    const isClosing = (): boolean => !this.listening;
    const answerInTurn = inTurns(ordinary);
    this.on("request", (request, response) => {
      // A server that is closing answers the ordinary way, which asks to close the connection.
      if (isClosing() || !lane.takes(request, response)) answerInTurn(request, response);
    });
    this.keepAliveTimeout = KEEP_ALIVE_SECONDS * 1_000;
    this.requestTimeout = 0;
    const readers = this.listeners("connection");
    this.removeAllListeners("connection");
    this.#plain = new PlainConnections({
      take: (head, socket) => (isClosing() ? undefined : lane.takesPlain(head, socket, isClosing)),
      leave: (socket) => {
        for (const read of readers) Reflect.apply(read, this, [socket]);
      },
      isClosing,
      onFault: (fault) => logger.error({ err: fault }, "fault"),
      idleMilliseconds: this.keepAliveTimeout,
      largestBodyBytes: LARGEST_FORM_BYTES,
    });
    this.on("connection", (socket: Socket) => this.#plain.serve(socket));
  }

  /** Called when the server closes: it waits for what is under way, not for what may come. */
  override closeIdleConnections(): void {
    this.#plain.closeIdle();
    super.closeIdleConnections();
  }
}
