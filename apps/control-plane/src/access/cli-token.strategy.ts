import { createHash } from "node:crypto";
import { Injectable } from "@nestjs/common";
import { PassportStrategy } from "@nestjs/passport";
import { CONSOLE_SLUG, mintServiceCredential } from "@grantry/platform";
import type { FastifyRequest } from "fastify";
import { Strategy } from "passport-http-bearer";
import { z } from "zod";
import { CLI_CLIENT_IDS, CONSOLE_PROJECT_ID } from "../bootstrap/console-project.js";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { requestPlane } from "../planes/plane-request.js";
import { isFromHeader } from "./bearer-header.js";
import type { PersonPrincipal } from "./principal.js";
import { CLI_TOKEN } from "./strategy-names.js";

const CACHED_MILLISECONDS = 900;
const MOST_CACHED = 1_000;
const introspectionSchema = z.object({
  active: z.boolean(),
  client_id: z.string().optional(),
  sub: z.string().optional(),
  token_use: z.string().optional(),
});

/** `Authorization: Bearer gry_at_…`: an access token that the console project gave the CLI. */
@Injectable()
export class CliTokenStrategy extends PassportStrategy(Strategy, CLI_TOKEN) {
  private readonly subjects = new Map<string, { subject: string | undefined; until: number }>();

  constructor(private readonly controlPlane: ControlPlane) {
    super({ passReqToCallback: true });
  }

  /** @returns the person, or false when the console project does not know the token */
  async validate(request: FastifyRequest, value: string): Promise<PersonPrincipal | false> {
    if (value.startsWith("gry_pat_") || value.length > 8_192) return false;
    if (!isFromHeader(request, value)) return false;
    const subject = await this.subjectOf(value);
    if (subject === undefined) return false;
    return {
      kind: "person",
      credential: "cli_token",
      subject,
      email: undefined,
      name: "",
      session: undefined,
      origin: callOrigin(this.controlPlane.config, request),
    };
  }

  /** Asks once a second at most, so that a revocation holds within a second. */
  private async subjectOf(value: string): Promise<string | undefined> {
    const digest = createHash("sha256").update(value).digest("base64url");
    const cached = this.subjects.get(digest);
    if (cached && cached.until > Date.now()) return cached.subject;
    const subject = await this.introspect(value);
    if (this.subjects.size >= MOST_CACHED) this.subjects.clear();
    this.subjects.set(digest, { subject, until: Date.now() + CACHED_MILLISECONDS });
    return subject;
  }

  private async introspect(value: string): Promise<string | undefined> {
    const credential = mintServiceCredential(this.controlPlane.serviceCredentialKey, {
      projectId: CONSOLE_PROJECT_ID,
      actor: "control-plane",
      permissions: ["tokens:read"],
    });
    const answer = await requestPlane(this.controlPlane, {
      slug: CONSOLE_SLUG,
      method: "POST",
      path: "/admin/oauth2/introspect",
      headers: {
        authorization: `Bearer ${credential}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ token: value }).toString(),
    });
    if (answer.status !== 200) return undefined;
    const found = introspectionSchema.safeParse(JSON.parse(answer.body.toString("utf8")));
    if (!found.success || !found.data.active) return undefined;
    const { client_id: clientId = "", sub, token_use: use = "access_token" } = found.data;
    return CLI_CLIENT_IDS.includes(clientId) && use === "access_token" ? sub : undefined;
  }
}
