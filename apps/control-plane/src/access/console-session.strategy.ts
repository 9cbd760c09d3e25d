import { Injectable } from "@nestjs/common";
import { PassportStrategy } from "@nestjs/passport";
import type { Caller } from "@grantry/control";
import type { FastifyRequest } from "fastify";
import { Strategy } from "passport-custom";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { assertOwnWrite } from "../session/cross-site.js";
import { findSession } from "../session/console-session.js";
import { callerOfMember } from "./callers.js";
import { CONSOLE_SESSION } from "./strategy-names.js";

/** The console's cookie; writes also need its CSRF token and the console's origin. */
@Injectable()
export class ConsoleSessionStrategy extends PassportStrategy(Strategy, CONSOLE_SESSION) {
  constructor(private readonly controlPlane: ControlPlane) {
    super();
  }

  /** @returns the caller, or false without a living session */
  async validate(request: FastifyRequest): Promise<Caller | false> {
    if (request.headers.authorization !== undefined) return false;
    const session = await findSession(this.controlPlane, request);
    if (!session) return false;
    assertOwnWrite(this.controlPlane.addresses, request, session.csrfToken);
    const member = await this.controlPlane.control.members.find(session.memberId);
    if (!member) return false;
    const origin = callOrigin(this.controlPlane.config, request);
    return (await callerOfMember(this.controlPlane, member, "console_session", origin)) ?? false;
  }
}
