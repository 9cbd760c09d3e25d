import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OAuthError, freshId } from "@grantry/oauth2";
import type { TrustedIssuer } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { objectOf } from "./json-body.js";
import { linkHeader, readPageQuery, sealCursor } from "./pages.js";
import { Needs } from "./permissions.js";
import { readTrustedIssuer } from "./trusted-issuer-body.js";

const PATH = "admin/trust/grants/jwt-bearer/issuers";
const PAGE = { usual: 250, most: 500 };

/** Issuers whose assertions stand for grants (RFC 7523 §3, Hydra's admin API). */
@Controller(PATH)
export class TrustedIssuersController {
  @Get()
  @Needs("clients:read")
  async list(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = readPageQuery(request, project, "trusted-issuers", PAGE);
    const issuer = page.query.optional("issuer");
    const found = await project.stores.trustedIssuers.list({
      limit: page.size,
      ...(issuer === undefined ? {} : { issuer }),
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const next =
      found.next === undefined ? undefined : sealCursor(project, "trusted-issuers", found.next);
    reply.header("link", linkHeader(project, `/${PATH}`, page, next));
    return found.items.map(describe);
  }

  @Post()
  @Needs("clients:write")
  async trust(@CurrentProject() project: OpenedProject, @Body() body: unknown) {
    const trusted: TrustedIssuer = {
      id: freshId(),
      ...(await readTrustedIssuer(objectOf(body), project.issuer.clock())),
    };
    if ((await project.stores.trustedIssuers.insert(trusted)) === "exists") {
      throw new OAuthError(
        "duplicate",
        "This issuer, subject and key are trusted already. Remove the entry first.",
        409,
      );
    }
    return describe(trusted);
  }

  @Get(":id")
  @Needs("clients:read")
  async get(@CurrentProject() project: OpenedProject, @Param("id") id: string) {
    const trusted = await project.stores.trustedIssuers.find(id);
    if (trusted === undefined) throw unknown();
    return describe(trusted);
  }

  @Delete(":id")
  @HttpCode(204)
  @Needs("clients:write")
  async remove(@CurrentProject() project: OpenedProject, @Param("id") id: string): Promise<void> {
    if ((await project.stores.trustedIssuers.remove(id)) === "absent") throw unknown();
  }
}

function unknown(): OAuthError {
  return new OAuthError("Unable to locate the resource", "", 404);
}

/** A trusted issuer as Hydra's `trustedOAuth2JwtGrantIssuer`. */
function describe(trusted: TrustedIssuer): Record<string, unknown> {
  return {
    id: trusted.id,
    issuer: trusted.issuer,
    subject: trusted.subject ?? "",
    allow_any_subject: trusted.subject === undefined,
    scope: trusted.scope,
    public_key: { set: trusted.issuer, kid: trusted.publicKey.kid },
    created_at: trusted.createdAt.toISOString(),
    expires_at: trusted.expiresAt.toISOString(),
  };
}
