import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from "@nestjs/common";
import {
  createProjectBodySchema,
  type JsonPatch,
  jsonPatchSchema,
  type Project,
  setProjectBodySchema,
} from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import { Caller, DeletedProjectsToo, Permission, Rehearsed } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { readMode, rehearsedOrDone } from "../http/rehearsal.js";
import { readNote } from "./change-options.js";
import { patchProject, setProject } from "./change-project.js";
import { createProject } from "./create-project.js";
import { deleteProject } from "./delete-project.js";
import { listProjects, readProject } from "./read-project.js";

/** Projects and their configuration. */
@Controller("projects")
export class ProjectController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("project:read")
  @Paged()
  list(@Caller() caller: CallerValue) {
    return listProjects(this.controlPlane, caller);
  }

  @Post()
  @Permission("projects:create")
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createProjectBodySchema }) body: z.output<typeof createProjectBodySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await createProject(this.controlPlane, caller, body));
  }

  @Get(":project")
  @Permission("project:read")
  async read(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await readProject(this.controlPlane, caller, project));
  }

  @Patch(":project")
  @Permission("project:read")
  async patch(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: jsonPatchSchema }) patch: JsonPatch,
    @Query("dry_run") dryRun: string | undefined,
    @Headers("if-match") ifMatch: string | undefined,
    @Headers("revision-note") note: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = { mode: readMode(dryRun), note: readNote(note) };
    const request = { project, patch, expected: { ifMatch }, ...options };
    return updated(reply, await patchProject(this.controlPlane, caller, request));
  }

  @Patch(":project/revision/:revision")
  @Permission("project:read")
  async patchRevision(
    @Caller() caller: CallerValue,
    @Param() { project, revision }: { project: string; revision: string },
    @Body({ schema: jsonPatchSchema }) patch: JsonPatch,
    @Query("dry_run") dryRun: string | undefined,
    @Headers("if-match") ifMatch: string | undefined,
    @Headers("revision-note") note: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = { mode: readMode(dryRun), note: readNote(note) };
    const request = { project, patch, expected: { revision, ifMatch }, ...options };
    return updated(reply, await patchProject(this.controlPlane, caller, request));
  }

  @Put(":project")
  @Permission("project:read")
  async set(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Body({ schema: setProjectBodySchema }) body: z.output<typeof setProjectBodySchema>,
    @Query("dry_run") dryRun: string | undefined,
    @Headers("if-match") ifMatch: string | undefined,
    @Headers("revision-note") note: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = { mode: readMode(dryRun), note: readNote(note, body.note) };
    const request = { project, body, expected: { ifMatch }, ...options };
    return updated(reply, await setProject(this.controlPlane, caller, request));
  }

  // A repeated request with its Idempotency-Key finds the project deleted.
  @Delete(":project")
  @Permission("project:delete")
  @DeletedProjectsToo()
  @Rehearsed()
  @HttpCode(204)
  async remove(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Query("dry_run") dryRun: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const mode = readMode(dryRun);
    return rehearsedOrDone(reply, await deleteProject(this.controlPlane, caller, project, mode));
  }
}

function tagged(reply: FastifyReply, project: Project): Project {
  void reply.header("etag", `"${project.revision_id}"`);
  return project;
}

function updated<Update extends { project: Project }>(reply: FastifyReply, update: Update): Update {
  tagged(reply, update.project);
  return update;
}
