import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from "@nestjs/common";
import { createPersonalAccessTokenBodySchema, type PersonalAccessToken } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { createToken } from "./create-token.js";
import { listTokens, readToken } from "./read-tokens.js";
import { revokeToken } from "./revoke-token.js";
import { tokenView } from "./token-view.js";

/** Personal access tokens: one's own for everybody, others' by permission. */
@Controller("personal-access-tokens")
export class PersonalAccessTokenController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @SignedIn()
  list(@Caller() caller: CallerValue) {
    return listTokens(this.controlPlane, caller);
  }

  @Post()
  @SignedIn()
  @Header("cache-control", "no-store")
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createPersonalAccessTokenBodySchema })
    body: z.output<typeof createPersonalAccessTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    const { token, value } = await createToken(this.controlPlane, caller, {
      name: body.name,
      permissions: body.permissions,
      projectIds: body.project_ids ?? caller.projectIds,
      expiresAt: body.expires_at ? new Date(body.expires_at) : null,
      allowedCidrs: body.allowed_cidrs ?? caller.token?.allowedCidrs ?? [],
    });
    return { ...tokenView(token, caller.member), value };
  }

  @Get(":token")
  @SignedIn()
  read(@Caller() caller: CallerValue, @Param("token") token: string) {
    return readToken(this.controlPlane, caller, token);
  }

  @Delete(":token")
  @SignedIn()
  @HttpCode(204)
  revoke(@Caller() caller: CallerValue, @Param("token") token: string) {
    return revokeToken(this.controlPlane, caller, token);
  }
}
