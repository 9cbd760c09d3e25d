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
      description: body.description,
      permissions: body.permissions,
      projectIds: body.project_ids ?? caller.projectIds,
      expiresAt: endOf(body.expires_at),
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

/** `null` and absence stay what they are: never, and as late as may be. */
function endOf(wished: string | null | undefined): Date | null | undefined {
  return typeof wished === "string" ? new Date(wished) : wished;
}
