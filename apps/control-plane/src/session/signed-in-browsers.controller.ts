import { Controller, Delete, Get, HttpCode, Param, Res } from "@nestjs/common";
import type { SignedInBrowser } from "@grantry/contracts";
import { ControlError, notFound } from "@grantry/control";
import type { FastifyReply } from "fastify";
import { Authenticated, Principal } from "../access/access.decorator.js";
import type { PersonPrincipal, Principal as PrincipalValue } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { cookieName, cookieOptions } from "./console-session.js";
import { endEverywhere } from "./end-everywhere.js";
import { recordSession } from "./record-session.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The browsers in which the person who asks is signed in to the console. */
@Controller("sessions")
export class SignedInBrowsersController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Authenticated()
  @Paged()
  async list(@Principal() principal: PrincipalValue): Promise<SignedInBrowser[]> {
    const person = personOf(principal);
    const sessions = await this.controlPlane.control.sessions.listOf(person.subject);
    return sessions.map((session) => ({
      id: session.id,
      current: session.id === person.session?.id,
      address: session.address,
      user_agent: session.userAgent,
      signed_in_at: session.signedInAt.toISOString(),
      created_at: session.createdAt.toISOString(),
      last_seen_at: session.lastSeenAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
    }));
  }

  @Delete(":session")
  @Authenticated()
  @HttpCode(204)
  async end(@Principal() principal: PrincipalValue, @Param("session") id: string): Promise<void> {
    const { subject, origin } = personOf(principal);
    const isEnded = UUID.test(id) && (await this.controlPlane.control.sessions.endOne(subject, id));
    if (!isEnded) throw notFound("session");
    await recordSession(this.controlPlane, subject, "session.end", origin);
  }

  /** Signs the person out everywhere: every browser, the console's issuer and the CLI. */
  @Delete()
  @Authenticated()
  @HttpCode(204)
  async endAll(
    @Principal() principal: PrincipalValue,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { subject, origin } = personOf(principal);
    await endEverywhere(this.controlPlane, subject);
    await recordSession(this.controlPlane, subject, "session.end_everywhere", origin);
    const { addresses } = this.controlPlane;
    void reply.clearCookie(cookieName(addresses, "grantry_console"), cookieOptions(addresses));
  }
}

function personOf(principal: PrincipalValue): PersonPrincipal {
  if (principal.kind === "person") return principal;
  throw new ControlError("forbidden", "Sessions belong to a person. Sign in to do this.");
}
