import { Injectable } from "@nestjs/common";
import { PassportStrategy } from "@nestjs/passport";
import type { FastifyRequest } from "fastify";
import { Strategy } from "passport-custom";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { assertOwnWrite } from "../session/cross-site.js";
import { findSession } from "../session/console-session.js";
import type { PersonPrincipal } from "./principal.js";
import { CONSOLE_SESSION } from "./strategy-names.js";

/** The console's cookie; writes also need its CSRF token and the console's origin. */
@Injectable()
export class ConsoleSessionStrategy extends PassportStrategy(Strategy, CONSOLE_SESSION) {
  constructor(private readonly controlPlane: ControlPlane) {
    super();
  }

  /** @returns the person, or false without a living session */
  async validate(request: FastifyRequest): Promise<PersonPrincipal | false> {
    if (request.headers.authorization !== undefined) return false;
    const session = await findSession(this.controlPlane, request);
    if (!session) return false;
    assertOwnWrite(this.controlPlane.addresses, request, session.csrfToken);
    return {
      kind: "person",
      credential: "console_session",
      subject: session.subject,
      email: session.email,
      name: session.name,
      session: { id: session.id, signedInAt: session.signedInAt },
      origin: callOrigin(this.controlPlane.config, request),
    };
  }
}
