import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res } from "@nestjs/common";
import { signInCallbackBodySchema, type SignInCallback, type SignOut } from "@grantry/contracts";
import { type Caller as CallerValue, ControlError } from "@grantry/control";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Caller, Public, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { beginSession, endSession, findSession } from "./console-session.js";
import { authorizationAddress, redeemSignIn, signOutAddress } from "./console-sign-in.js";
import { assertConsoleOrigin } from "./cross-site.js";
import { admitMember } from "./admit-member.js";
import { recordSession } from "./record-session.js";
import { beginAttempt, takeAttempt } from "./sign-in-attempt.js";

/** The console's sign-in: no token ever reaches the browser. */
@Controller("auth")
export class SessionController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("sign-in")
  @Public()
  @Header("cache-control", "no-store")
  signIn(@Query("return_to") returnTo: unknown, @Res() reply: FastifyReply) {
    const attempt = beginAttempt(this.controlPlane, reply, this.ownPath(returnTo));
    return reply.code(303).redirect(authorizationAddress(this.controlPlane, attempt), 303);
  }

  @Post("callback")
  @Public()
  @HttpCode(200)
  async callback(
    @Body({ schema: signInCallbackBodySchema }) body: z.infer<typeof signInCallbackBodySchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInCallback> {
    assertConsoleOrigin(this.controlPlane.addresses, request);
    const response = new URLSearchParams(body.query);
    const attempt = takeAttempt(this.controlPlane, request, reply, response.get("state") ?? "");
    if (!attempt) {
      throw new ControlError(
        "bad_request",
        "This sign-in took too long or began in another window.",
      );
    }
    if (response.has("error")) throw new ControlError("forbidden", "Sign-in was cancelled.");
    const person = await redeemSignIn(this.controlPlane, attempt, response);
    const origin = callOrigin(this.controlPlane.config, request);
    const member = await admitMember(this.controlPlane, person);
    const { idToken } = person;
    await beginSession(this.controlPlane, reply, { memberId: member.id, idToken, origin });
    await recordSession(this.controlPlane, member, "session.begin", origin);
    return { return_to: attempt.returnTo };
  }

  @Get("session")
  @SignedIn()
  @Header("cache-control", "no-store")
  async session(@Caller() caller: CallerValue, @Req() request: FastifyRequest) {
    const session = await findSession(this.controlPlane, request);
    if (!session || caller.credential !== "console_session") {
      throw new ControlError("unauthorized", "Nobody is signed in to the console here.");
    }
    const { member, workspace, permissions } = caller;
    return {
      member: { ...member, permissions },
      workspace,
      csrf_token: session.csrfToken,
    };
  }

  @Post("sign-out")
  @SignedIn()
  @HttpCode(200)
  async signOut(
    @Caller() caller: CallerValue,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOut> {
    const idToken = await endSession(this.controlPlane, request, reply);
    const member = { ...caller.member, workspaceId: caller.workspace.id };
    const origin = callOrigin(this.controlPlane.config, request);
    await recordSession(this.controlPlane, member, "session.end", origin);
    return { redirect_to: signOutAddress(this.controlPlane, idToken) };
  }

  /** A path of the console; anything else becomes its start page. */
  private ownPath(returnTo: unknown): string {
    const { console: home } = this.controlPlane.addresses;
    if (typeof returnTo !== "string" || !/^\/(?![/\\])[^\\\s]*$/.test(returnTo)) return "/";
    if (returnTo.length > 2_000 || !URL.canParse(returnTo, home)) return "/";
    const target = new URL(returnTo, home);
    return target.origin === new URL(home).origin ? returnTo : "/";
  }
}
