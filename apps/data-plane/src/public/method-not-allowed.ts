import type { FastifyInstance } from "fastify";
import { InvalidRequest } from "@grantry/oauth2";

/** OPTIONS asks for permission (Fetch §3.2.2) and HEAD follows GET; neither is refused here. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/** What an address says to the methods it does not answer: 405 and those it does (RFC 9110 §15.5.6). */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  answered: readonly Method[],
): void {
  app.route({
    method: METHODS.filter((method) => !answered.includes(method)),
    url,
    handler: (_request, reply) => {
      reply.header("allow", answered.join(", "));
      throw new MethodNotAllowed(answered);
    },
  });
}

class MethodNotAllowed extends InvalidRequest {
  override readonly status = 405;

  constructor(answered: readonly Method[]) {
    super(`This address answers ${answered.join(", ")} only.`);
  }
}
