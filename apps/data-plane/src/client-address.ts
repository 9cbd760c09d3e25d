import type { FastifyRequest } from "fastify";
import { clientAddress } from "@grantry/platform";
import type { CidrList } from "@grantry/platform";

/** Tells the network address of whoever sent a request, behind trusted peers. */
export class ClientAddress {
  constructor(private readonly trusted: CidrList) {}

  of(request: FastifyRequest): string {
    return clientAddress(
      request.socket.remoteAddress,
      request.headers["x-forwarded-for"],
      this.trusted,
    );
  }
}
