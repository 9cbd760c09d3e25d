import { Body, Controller, Get, Header, HttpCode, Post, Query, Req, Res } from "@nestjs/common";
import {
  type ConsoleSession,
  signInCallbackBodySchema,
  type SignInCallback,
  type SignOut,
} from "@grantry/contracts";
import { ControlError } from "@grantry/control";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Authenticated, Principal, Public } from "../access/access.decorator.js";
import { callersEverywhere } from "../access/callers.js";
import type { Principal as PrincipalValue } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { findInvited } from "../invitations/invited.js";
import { beginSession, endSession, findSession } from "./console-session.js";
import { authorizationAddress, redeemSignIn, signOutAddress } from "./console-sign-in.js";
import { assertConsoleOrigin } from "./cross-site.js";
import { recordSession } from "./record-session.js";
import { beginAttempt, takeAttempt } from "./sign-in-attempt.js";

/** The console's sign-in: no token ever reaches the browser. */
@Controller("auth")
export class SessionController {
  constructor(private readonly controlPlane: ControlPlane) {}

  /** `prompt=login` asks again who it is; `invitation` opens registration for its address. */
  @Get("sign-in")
  @Public()
  @Header("cache-control", "no-store")
  async signIn(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply) {
    const { return_to: returnTo, prompt, invitation: code } = query;
    const invited = await findInvited(this.controlPlane, code);
    const attempt = beginAttempt(this.controlPlane, reply, this.ownPath(returnTo));
    const address = authorizationAddress(this.controlPlane, attempt, {
      isFresh: prompt === "login",
      ...invited,
    });
    return reply.code(303).redirect(address, 303);
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
    const action = await beginSession(this.controlPlane, request, reply, person);
    const { subject } = person;
    await this.controlPlane.control.members.recordSeen(subject, new Date());
    const origin = callOrigin(this.controlPlane.config, request);
    await recordSession(this.controlPlane, subject, action, origin);
    // Who comes to answer an invitation may belong nowhere yet.
    const isInvited = attempt.returnTo.startsWith("/invitations/");
    if (!isInvited && (await this.controlPlane.control.members.listBySubject(subject)).length === 0)
      throw noWorkspace();
    return { return_to: attempt.returnTo };
  }

  @Get("session")
  @Authenticated()
  @Header("cache-control", "no-store")
  async session(
    @Principal() principal: PrincipalValue,
    @Query("workspace_id") wanted: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ConsoleSession> {
    const session = await findSession(this.controlPlane, request);
    if (!session || principal.kind === "token" || principal.session === undefined) {
      throw new ControlError("unauthorized", "Nobody is signed in to the console here.");
    }
    const callers = await callersEverywhere(this.controlPlane, principal);
    const caller = callers.find(({ workspace }) => workspace.id === wanted) ?? callers[0];
    if (!caller) throw noWorkspace({ email: session.email, csrf_token: session.csrfToken });
    const { id, email, name, role, roleName } = caller.member;
    return {
      member: {
        id,
        email,
        name,
        role,
        role_name: roleName,
        permissions: [...caller.permissions],
        project_permissions: Object.fromEntries(
          [...caller.projectPermissions].map(([project, permissions]) => [
            project,
            [...permissions],
          ]),
        ),
      },
      workspace: caller.workspace,
      workspaces: callers.map(({ workspace, member }) => ({
        ...workspace,
        role_name: member.roleName,
      })),
      signed_in_at: session.signedInAt.toISOString(),
      csrf_token: session.csrfToken,
    };
  }

  @Post("sign-out")
  @Authenticated()
  @HttpCode(200)
  async signOut(
    @Principal() principal: PrincipalValue,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOut> {
    const idToken = await endSession(this.controlPlane, request, reply);
    if (principal.kind === "person" && principal.session) {
      await recordSession(this.controlPlane, principal.subject, "session.end", principal.origin);
    }
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

function noWorkspace(details: Record<string, unknown> = {}): ControlError {
  return new ControlError("no_workspace", "This account has no workspace.", details);
}
