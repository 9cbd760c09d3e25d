import { Body, Controller, Get, Param, Put, Query } from "@nestjs/common";
import {
  setTokenPolicyBodySchema,
  type TokenPolicy,
  type TokenPolicyChange,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readMode } from "../http/rehearsal.js";
import { assertOwnWorkspace, assertWholeWorkspace } from "../workspaces/own-workspace.js";
import { readTokenPolicy, setTokenPolicy } from "./token-policy.js";

/** What a workspace asks of personal access tokens. */
@Controller("workspaces/:workspace/token-policy")
export class TokenPolicyController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("workspace:read")
  read(@Caller() caller: CallerValue, @Param("workspace") workspace: string): Promise<TokenPolicy> {
    assertOwnWorkspace(caller, workspace);
    return readTokenPolicy(this.controlPlane, caller);
  }

  @Put()
  @Permission("workspace:write")
  set(
    @Caller() caller: CallerValue,
    @Param("workspace") workspace: string,
    @Query("dry_run") dryRun: unknown,
    @Body({ schema: setTokenPolicyBodySchema })
    body: z.output<typeof setTokenPolicyBodySchema>,
  ): Promise<TokenPolicyChange> {
    assertOwnWorkspace(caller, workspace);
    assertWholeWorkspace(caller, "workspace:write");
    return setTokenPolicy(this.controlPlane, caller, body, readMode(dryRun));
  }
}
