import type { IncomingMessage } from "node:http";
import { clientAddress } from "@grantry/platform";
import type { CidrList } from "@grantry/platform";

/** Tells the network address of whoever sent a request, behind trusted peers. */
export class ClientAddress {
  constructor(private readonly trusted: CidrList) {}

  of(request: Pick<IncomingMessage, "socket" | "headers">): string {
    return clientAddress(
      request.socket.remoteAddress,
      request.headers["x-forwarded-for"],
      this.trusted,
    );
  }
}
