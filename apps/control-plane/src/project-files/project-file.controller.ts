import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from "@nestjs/common";
import { applyBodySchema, type ProjectFile, projectFileSchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readNote } from "../projects/change-options.js";
import { applyProject } from "./apply-project.js";
import { exportProject } from "./export-project.js";
import { planProject } from "./plan-project.js";
import { readSections } from "./sections.js";

/** A project as one file: written down, compared, applied. */
@Controller("projects/:project")
export class ProjectFileController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get("export")
  @Permission("config:read")
  export(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Query("sections") sections: string | undefined,
  ) {
    const request = { project, sections: readSections(caller, sections) };
    return exportProject(this.controlPlane, caller, request);
  }

  @Post("plan")
  @HttpCode(200)
  @Permission("config:read")
  plan(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: projectFileSchema }) file: ProjectFile,
  ) {
    return planProject(this.controlPlane, caller, { project, file });
  }

  @Post("apply")
  @HttpCode(200)
  @Permission("config:read")
  apply(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: applyBodySchema }) body: z.output<typeof applyBodySchema>,
    @Headers("revision-note") header: string | undefined,
  ) {
    const { file, plan } = body;
    const request = { project, file, plan, note: readNote(header, body.note) };
    return applyProject(this.controlPlane, caller, request);
  }
}
