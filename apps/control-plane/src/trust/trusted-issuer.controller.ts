import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from "@nestjs/common";
import {
  createTrustedIssuerBodySchema,
  type TrustedIssuer,
  type TrustedIssuerPreset,
  updateTrustedIssuerBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { assertOwnWorkspace, assertWholeWorkspace } from "../workspaces/own-workspace.js";
import { trustedIssuerPresets } from "./presets.js";
import {
  createTrustedIssuer,
  deleteTrustedIssuer,
  describeTrustedIssuer,
  findTrustedIssuer,
  listTrustedIssuers,
  updateTrustedIssuer,
} from "./trusted-issuers.js";

/** OIDC issuers whose tokens a workspace exchanges for its own. */
@Controller("workspaces/:workspace")
export class TrustedIssuerController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("trusted-issuer-presets")
  @Permission("workspace:read")
  presets(
    @Caller() caller: CallerValue,
    @Param("workspace") workspace: string,
  ): TrustedIssuerPreset[] {
    assertOwnWorkspace(caller, workspace);
    return trustedIssuerPresets(this.controlPlane.addresses.api);
  }

  @Get("trusted-issuers")
  @Permission("workspace:read")
  @Paged()
  list(
    @Caller() caller: CallerValue,
    @Param("workspace") workspace: string,
  ): Promise<TrustedIssuer[]> {
    assertOwnWorkspace(caller, workspace);
    return listTrustedIssuers(this.controlPlane, caller);
  }

  @Post("trusted-issuers")
  @Permission("workspace:write")
  async create(
    @Caller() caller: CallerValue,
    @Param("workspace") workspace: string,
    @Body({ schema: createTrustedIssuerBodySchema })
    body: z.output<typeof createTrustedIssuerBodySchema>,
  ): Promise<TrustedIssuer> {
    assertOwnWorkspace(caller, workspace);
    assertWholeWorkspace(caller, "workspace:write");
    const row = await createTrustedIssuer(this.controlPlane, caller, body);
    return describeTrustedIssuer(this.controlPlane, row);
  }

  @Get("trusted-issuers/:issuer")
  @Permission("workspace:read")
  async read(
    @Caller() caller: CallerValue,
    @Param() { workspace, issuer }: { workspace: string; issuer: string },
  ): Promise<TrustedIssuer> {
    assertOwnWorkspace(caller, workspace);
    const row = await findTrustedIssuer(this.controlPlane, caller, issuer);
    return describeTrustedIssuer(this.controlPlane, row);
  }

  @Patch("trusted-issuers/:issuer")
  @Permission("workspace:write")
  async update(
    @Caller() caller: CallerValue,
    @Param() { workspace, issuer }: { workspace: string; issuer: string },
    @Body({ schema: updateTrustedIssuerBodySchema })
    body: z.output<typeof updateTrustedIssuerBodySchema>,
  ): Promise<TrustedIssuer> {
    assertOwnWorkspace(caller, workspace);
    assertWholeWorkspace(caller, "workspace:write");
    const row = await updateTrustedIssuer(this.controlPlane, caller, issuer, body);
    return describeTrustedIssuer(this.controlPlane, row);
  }

  @Delete("trusted-issuers/:issuer")
  @Permission("workspace:write")
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Param() { workspace, issuer }: { workspace: string; issuer: string },
  ): Promise<void> {
    assertOwnWorkspace(caller, workspace);
    assertWholeWorkspace(caller, "workspace:write");
    await deleteTrustedIssuer(this.controlPlane, caller, issuer);
  }
}
