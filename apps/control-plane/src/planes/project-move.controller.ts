import { Body, Controller, Get, HttpCode, Param, Post } from "@nestjs/common";
import { moveProjectBodySchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readMove, requestMove } from "./request-move.js";

/** A project's way to another data plane. */
@Controller("projects/:project/move")
export class ProjectMoveController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("project:read")
  read(@Caller() caller: CallerValue, @Param("project") project: string) {
    return readMove(this.controlPlane, caller, project);
  }

  @Post()
  @Permission("planes:write")
  @HttpCode(202)
  move(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: moveProjectBodySchema }) body: z.output<typeof moveProjectBodySchema>,
  ) {
    return requestMove(this.controlPlane, caller, project, body.data_plane_id);
  }
}
