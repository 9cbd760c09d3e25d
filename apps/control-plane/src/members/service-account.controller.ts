import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from "@nestjs/common";
import {
  createServiceAccountBodySchema,
  type Rehearsal,
  type ServiceAccount,
  updateServiceAccountBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { Caller, FreshSignIn, Permission, Rehearsed } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsed, rehearsedOrDone } from "../http/rehearsal.js";
import { listServiceAccounts, readServiceAccount } from "./read-members.js";
import {
  changeServiceAccount,
  createServiceAccount,
  removeServiceAccount,
} from "./service-accounts.js";

/** What works in a workspace without being a person. */
@Controller("service-accounts")
export class ServiceAccountController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("members:read")
  @Paged()
  list(@Caller() caller: CallerValue): Promise<ServiceAccount[]> {
    return listServiceAccounts(this.controlPlane, caller);
  }

  @Post()
  @Permission("members:write")
  @FreshSignIn()
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createServiceAccountBodySchema })
    body: z.output<typeof createServiceAccountBodySchema>,
  ): Promise<ServiceAccount> {
    const id = await createServiceAccount(this.controlPlane, caller, body);
    return readServiceAccount(this.controlPlane, caller, id);
  }

  @Get(":service_account")
  @Permission("members:read")
  read(
    @Caller() caller: CallerValue,
    @Param("service_account") id: string,
  ): Promise<ServiceAccount> {
    return readServiceAccount(this.controlPlane, caller, id);
  }

  @Patch(":service_account")
  @Permission("members:write")
  @FreshSignIn()
  @Rehearsed()
  async change(
    @Caller() caller: CallerValue,
    @Param("service_account") id: string,
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: updateServiceAccountBodySchema })
    body: z.output<typeof updateServiceAccountBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ServiceAccount | Rehearsal> {
    const mode = readMode(dryRun);
    const effects = await changeServiceAccount(this.controlPlane, caller, id, body, mode);
    if (effects !== "done") return rehearsed(reply, effects);
    return readServiceAccount(this.controlPlane, caller, id);
  }

  @Delete(":service_account")
  @Permission("members:write")
  @Rehearsed()
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Param("service_account") id: string,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Rehearsal | undefined> {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await removeServiceAccount(this.controlPlane, caller, id, mode));
  }
}
