import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from "@nestjs/common";
import {
  createPersonalAccessTokenBodySchema,
  decideOnTokenBodySchema,
  type PermissionUsage,
  type PersonalAccessToken,
  rollPersonalAccessTokenBodySchema,
  updatePersonalAccessTokenBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { Caller, FreshSignIn, Rehearsed, SignedIn } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsedOrDone } from "../http/rehearsal.js";
import { changeToken } from "./change-token.js";
import { createToken } from "./create-token.js";
import { decideOnToken } from "./decide-on-token.js";
import { readPermissionUsage } from "./permission-usage.js";
import { describeToken, listTokens, readToken, readTokenFilter } from "./read-tokens.js";
import { revokeToken } from "./revoke-token.js";
import { endOverlap, rollToken } from "./roll-token.js";

/** Personal access tokens: one's own for everybody, others' by permission. */
@Controller("personal-access-tokens")
export class PersonalAccessTokenController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @SignedIn()
  @Paged()
  list(@Caller() caller: CallerValue, @Query() query: Record<string, unknown>) {
    return listTokens(this.controlPlane, caller, readTokenFilter(query));
  }

  @Post()
  @SignedIn()
  @FreshSignIn()
  @Header("cache-control", "no-store")
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createPersonalAccessTokenBodySchema })
    body: z.output<typeof createPersonalAccessTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    const { token, value } = await createToken(this.controlPlane, caller, {
      name: body.name,
      description: body.description,
      serviceAccountId: body.service_account_id,
      permissions: body.permissions,
      projectIds: body.project_ids ?? caller.projectIds,
      expiresAt: endOf(body.expires_at),
      allowedCidrs: body.allowed_cidrs ?? caller.token?.allowedCidrs ?? [],
    });
    return { ...(await describeToken(this.controlPlane, token)), value };
  }

  @Get(":token")
  @SignedIn()
  read(@Caller() caller: CallerValue, @Param("token") token: string) {
    return readToken(this.controlPlane, caller, token);
  }

  @Patch(":token")
  @SignedIn()
  @FreshSignIn()
  async update(
    @Caller() caller: CallerValue,
    @Param("token") id: string,
    @Body({ schema: updatePersonalAccessTokenBodySchema })
    body: z.output<typeof updatePersonalAccessTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    const token = await changeToken(this.controlPlane, caller, id, {
      name: body.name,
      description: body.description,
      permissions: body.permissions,
      projectIds: body.project_ids,
      expiresAt: body.expires_at === undefined ? undefined : new Date(body.expires_at),
      allowedCidrs: body.allowed_cidrs,
    });
    return describeToken(this.controlPlane, token);
  }

  @Post(":token/roll")
  @SignedIn()
  @FreshSignIn()
  @HttpCode(200)
  @Header("cache-control", "no-store")
  async roll(
    @Caller() caller: CallerValue,
    @Param("token") id: string,
    @Body({ schema: rollPersonalAccessTokenBodySchema.prefault({}) })
    body: z.output<typeof rollPersonalAccessTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    const { overlap_seconds: overlapSeconds } = body;
    const { token, value } = await rollToken(this.controlPlane, caller, id, overlapSeconds);
    return { ...(await describeToken(this.controlPlane, token)), value };
  }

  @Delete(":token/previous-value")
  @SignedIn()
  @HttpCode(204)
  endOverlap(@Caller() caller: CallerValue, @Param("token") token: string) {
    return endOverlap(this.controlPlane, caller, token);
  }

  @Post(":token/approve")
  @SignedIn()
  @FreshSignIn()
  @HttpCode(200)
  approve(
    @Caller() caller: CallerValue,
    @Param("token") id: string,
    @Body({ schema: decideOnTokenBodySchema.prefault({}) })
    body: z.output<typeof decideOnTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    return this.decide(caller, id, { approval: "approved", note: body.note });
  }

  @Post(":token/reject")
  @SignedIn()
  @HttpCode(200)
  reject(
    @Caller() caller: CallerValue,
    @Param("token") id: string,
    @Body({ schema: decideOnTokenBodySchema.prefault({}) })
    body: z.output<typeof decideOnTokenBodySchema>,
  ): Promise<PersonalAccessToken> {
    return this.decide(caller, id, { approval: "rejected", note: body.note });
  }

  @Get(":token/permission-usage")
  @SignedIn()
  permissionUsage(
    @Caller() caller: CallerValue,
    @Param("token") token: string,
    @Query("days") days: unknown,
  ): Promise<PermissionUsage> {
    return readPermissionUsage(this.controlPlane, caller, token, days);
  }

  @Delete(":token")
  @SignedIn()
  @Rehearsed()
  @HttpCode(204)
  async revoke(
    @Caller() caller: CallerValue,
    @Param("token") token: string,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await revokeToken(this.controlPlane, caller, token, mode));
  }

  private async decide(
    caller: CallerValue,
    id: string,
    decision: Parameters<typeof decideOnToken>[3],
  ): Promise<PersonalAccessToken> {
    const token = await decideOnToken(this.controlPlane, caller, id, decision);
    return describeToken(this.controlPlane, token);
  }
}

/** `null` and absence stay what they are: never, and as late as may be. */
function endOf(wished: string | null | undefined): Date | null | undefined {
  return typeof wished === "string" ? new Date(wished) : wished;
}
