import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Req,
  Res,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
  describeClient,
  findClient,
  forgetRotatedSecrets,
  removeClient,
  replaceClient,
  rotateClientSecret,
  setClientLifespans,
} from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { projectOf } from "../project/project-of-request.js";
import { assertPermission } from "./admin-call.js";
import { patched } from "./client-patch.js";
import { objectOf } from "./json-body.js";
import { describeWritten, makeClient } from "./new-client.js";
import { linkHeader, readPageQuery, sealCursor } from "./pages.js";
import { Needs } from "./permissions.js";

/** Hydra's page of clients: 250 unless asked, 1000 at most. */
const PAGE = { usual: 250, most: 1000 };

/** The clients of a project (Hydra's admin API; documents of RFC 7591 §2). */
@Controller("admin/clients")
export class ClientsController {
  @Get()
  @Needs("clients:read")
  async list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const project = projectOf(request);
    const page = readPageQuery(request, project, "clients", PAGE);
    const found = await project.stores.clients.list({
      limit: page.size,
      ...(page.after === undefined ? {} : { after: page.after }),
      ...filter("clientName", page.query.optional("client_name")),
      ...filter("owner", page.query.optional("owner")),
    });
    const next = found.next === undefined ? undefined : sealCursor(project, "clients", found.next);
    reply.header("link", linkHeader(project, "/admin/clients", page, next));
    return found.items.map((record) => describeClient(record));
  }

  @Post()
  @Needs("clients:write")
  async create(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { location, document } = await makeClient(projectOf(request), request.caller, body);
    reply.header("location", location);
    return document;
  }

  @Get(":id")
  @Needs("clients:read")
  async get(@Req() request: FastifyRequest, @Param("id") id: string) {
    return describeClient(await findClient(projectOf(request).issuer, id));
  }

  @Put(":id")
  @Needs("clients:write")
  async replace(@Req() request: FastifyRequest, @Param("id") id: string, @Body() body: unknown) {
    const document = objectOf(body);
    if (document["client_secret"]) assertPermission(request.caller, "clients:secrets");
    return describeWritten(await replaceClient(projectOf(request).issuer, id, document));
  }

  @Patch(":id")
  @Needs("clients:write")
  async patch(@Req() request: FastifyRequest, @Param("id") id: string, @Body() body: unknown) {
    const { issuer } = projectOf(request);
    const document = patched(describeClient(await findClient(issuer, id)), body);
    if (document["client_secret"]) assertPermission(request.caller, "clients:secrets");
    return describeWritten(await replaceClient(issuer, id, document));
  }

  @Put(":id/lifespans")
  @Needs("clients:write")
  async setLifespans(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
    @Body() body: unknown,
  ) {
    return describeClient(await setClientLifespans(project.issuer, id, objectOf(body)));
  }

  @Post(":id/secrets/rotate")
  @HttpCode(200)
  @Needs("clients:secrets")
  async rotateSecret(@CurrentProject() project: OpenedProject, @Param("id") id: string) {
    return describeWritten(await rotateClientSecret(project.issuer, id));
  }

  @Delete(":id/secrets/rotate")
  @Needs("clients:secrets")
  async forgetRotatedSecrets(@CurrentProject() project: OpenedProject, @Param("id") id: string) {
    return describeClient(await forgetRotatedSecrets(project.issuer, id));
  }

  @Delete(":id")
  @HttpCode(204)
  @Needs("clients:write")
  async remove(@Req() request: FastifyRequest, @Param("id") id: string): Promise<void> {
    await removeClient(projectOf(request).issuer, id);
  }
}

function filter<Name extends string>(name: Name, value: string | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: string };
}
