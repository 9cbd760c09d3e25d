import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from "@nestjs/common";
import { restoreRevisionBodySchema } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readPage } from "../http/page.js";
import { readMode } from "../http/rehearsal.js";
import { readNote } from "../projects/change-options.js";
import { compareRevisions, listRevisions, readRevision } from "./read-revisions.js";
import { restoreRevision } from "./restore-revision.js";

const MOST_ON_A_PAGE = 100;

/** A restore needs no body. */
const restoreBody = z.preprocess((body) => body ?? {}, restoreRevisionBodySchema);

/** The history of a project's configuration. */
@Controller("projects/:project/revisions")
export class RevisionController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("config:read")
  list(
    @Caller() caller: CallerValue,
    @Param("project") project: string,
    @Query() query: Record<string, unknown>,
  ) {
    const page = readPage(query, MOST_ON_A_PAGE);
    return listRevisions(this.controlPlane, caller, { project, page });
  }

  @Get(":revision")
  @Permission("config:read")
  read(
    @Caller() caller: CallerValue,
    @Param() { project, revision }: { project: string; revision: string },
  ) {
    return readRevision(this.controlPlane, caller, { project, revision });
  }

  @Get(":revision/diff")
  @Permission("config:read")
  compare(
    @Caller() caller: CallerValue,
    @Param() { project, revision }: { project: string; revision: string },
    @Query("against") against: string = "previous",
  ) {
    return compareRevisions(this.controlPlane, caller, { project, revision, against });
  }

  @Post(":revision/restore")
  @HttpCode(200)
  @Permission("config:write")
  async restore(
    @Caller() caller: CallerValue,
    @Param() { project, revision }: { project: string; revision: string },
    @Query("dry_run") dryRun: string | undefined,
    @Body({ schema: restoreBody }) body: z.output<typeof restoreBody>,
    @Headers("if-match") ifMatch: string | undefined,
    @Headers("revision-note") note: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const restored = await restoreRevision(this.controlPlane, caller, {
      project,
      revision,
      expected: { ifMatch },
      mode: readMode(dryRun),
      note: readNote(note, body.note),
    });
    void reply.header("etag", `"${restored.revision.id}"`);
    return restored;
  }
}
