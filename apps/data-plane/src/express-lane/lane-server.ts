import { Server } from "node:http";
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { PlainConnections, WholeBodyRequest } from "@grantry/platform";
import type { Logger } from "@grantry/platform";
import { LARGEST_FORM_BYTES } from "../public/bodies.js";
import { KEEP_ALIVE_SECONDS } from "./answer-text.js";
import type { ExpressLane } from "./express-lane.js";
import { inTurns } from "./in-turns.js";
import { LinkServer } from "./link-server.js";

/**
 * A server that asks the express lane first and leaves to `ordinary` what that does not take: of
 * connections with nothing but frequent requests and of links it reads the bytes itself, of the others
 * it takes the frequent requests that `node:http` has read.
 */
export class LaneServer extends Server<typeof WholeBodyRequest> {
  readonly #plain: PlainConnections;
  readonly #links: LinkServer;

  constructor(
    lane: Pick<ExpressLane, "takes" | "takesPlain" | "takesLinked">,
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
    const onFault = (fault: unknown): void => logger.error({ err: fault }, "fault");
    this.#links = new LinkServer({
      take: (head, socket) => lane.takesLinked(head, socket),
      onFault,
    });
    this.#plain = new PlainConnections({
      take: (head, socket) => (isClosing() ? undefined : lane.takesPlain(head, socket, isClosing)),
      leave: (socket) => {
        for (const read of readers) Reflect.apply(read, this, [socket]);
      },
      link: (socket, received) => this.#links.serve(socket, received),
      isClosing,
      onFault,
      idleMilliseconds: this.keepAliveTimeout,
      largestBodyBytes: LARGEST_FORM_BYTES,
    });
    this.on("connection", (socket: Socket) => this.#plain.serve(socket));
  }

  /** Called when the server closes: it waits for what is under way, not for what may come. */
  override closeIdleConnections(): void {
    this.#plain.closeIdle();
    this.#links.close();
    super.closeIdleConnections();
  }
}
