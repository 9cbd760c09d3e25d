import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { WholeBodyRequest } from "@grantry/platform";
import type { ExpressLane } from "./express-lane.js";

/** Longer than any proxy keeps an idle connection, so that it is never the one to close it. */
const KEEP_ALIVE_MILLISECONDS = 72_000;

/** A server that asks the express lane first and leaves to `ordinary` what that does not take. */
export function laneServer(lane: ExpressLane, ordinary: RequestListener): Server {
  const server = createServer({ IncomingMessage: WholeBodyRequest }, (request, response) => {
    // A server that is closing answers the ordinary way, which asks to close the connection.
    if (!server.listening || !lane.takes(request, response)) ordinary(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  server.requestTimeout = 0;
  return server;
}
