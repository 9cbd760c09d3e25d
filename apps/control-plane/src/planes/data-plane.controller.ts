import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from "@nestjs/common";
import { registerDataPlaneBodySchema, updateDataPlaneBodySchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { registerDataPlane, unregisterDataPlane, updateDataPlane } from "./change-data-planes.js";
import { listDataPlanes, readDataPlane } from "./read-data-planes.js";

/** The directory of data planes. */
@Controller("data-planes")
export class DataPlaneController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("planes:read")
  @Paged()
  list(@Caller() caller: CallerValue) {
    return listDataPlanes(this.controlPlane, caller);
  }

  @Post()
  @Permission("planes:write")
  register(
    @Caller() caller: CallerValue,
    @Body({ schema: registerDataPlaneBodySchema })
    body: z.output<typeof registerDataPlaneBodySchema>,
  ) {
    return registerDataPlane(this.controlPlane, caller, body);
  }

  @Get(":data_plane")
  @Permission("planes:read")
  read(@Caller() caller: CallerValue, @Param("data_plane") id: string) {
    return readDataPlane(this.controlPlane, caller, id);
  }

  @Patch(":data_plane")
  @Permission("planes:write")
  update(
    @Caller() caller: CallerValue,
    @Param("data_plane") id: string,
    @Body({ schema: updateDataPlaneBodySchema }) body: z.output<typeof updateDataPlaneBodySchema>,
  ) {
    return updateDataPlane(this.controlPlane, caller, id, body);
  }

  @Delete(":data_plane")
  @Permission("planes:write")
  @HttpCode(204)
  unregister(@Caller() caller: CallerValue, @Param("data_plane") id: string) {
    return unregisterDataPlane(this.controlPlane, caller, id);
  }
}
