import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from "@nestjs/common";
import { createCustomDomainBodySchema, setCustomDomainBodySchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import {
  checkDomain,
  createDomain,
  deleteDomain,
  type DomainPath,
  listDomains,
  readDomain,
  setDomain,
} from "./change-domains.js";

/** Host names of a project's own. */
@Controller("projects/:project/custom-domains")
export class CustomDomainController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("config:read")
  @Paged()
  list(@Caller() caller: CallerValue, @Param("project") project: string) {
    return listDomains(this.controlPlane, caller, project);
  }

  @Post()
  @Permission("config:write")
  create(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: createCustomDomainBodySchema })
    body: z.output<typeof createCustomDomainBodySchema>,
  ) {
    return createDomain(this.controlPlane, caller, { project, body });
  }

  @Get(":domain")
  @Permission("config:read")
  read(@Caller() caller: CallerValue, @Param() path: DomainPath) {
    return readDomain(this.controlPlane, caller, path);
  }

  @Put(":domain")
  @Permission("config:write")
  set(
    @Caller() caller: CallerValue,
    @Param() path: DomainPath,
    @Body({ schema: setCustomDomainBodySchema }) body: z.output<typeof setCustomDomainBodySchema>,
  ) {
    return setDomain(this.controlPlane, caller, { ...path, body });
  }

  @Delete(":domain")
  @Permission("config:write")
  @HttpCode(204)
  remove(@Caller() caller: CallerValue, @Param() path: DomainPath) {
    return deleteDomain(this.controlPlane, caller, path);
  }

  @Post(":domain/verify")
  @Permission("config:write")
  @HttpCode(200)
  verify(@Caller() caller: CallerValue, @Param() path: DomainPath) {
    return checkDomain(this.controlPlane, caller, path);
  }
}
