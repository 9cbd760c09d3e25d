import { Body, Controller, Get, HttpCode, Post, Put, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { applyClientSet, clientSet, parsePolicy, planClientSet } from "@grantry/oauth2";
import type { Issuer } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { assertPermission } from "./admin-call.js";
import { objectOf } from "./json-body.js";
import { Needs } from "./permissions.js";

/**
 * All clients of a project that people manage, read, compared and written as one: how a project's
 * file reaches its clients.
 */
@Controller("admin/client-set")
export class ClientSetController {
  @Get()
  @Needs("clients:read")
  read(@CurrentProject() { issuer }: OpenedProject) {
    return clientSet(issuer);
  }

  @Post("plan")
  @HttpCode(200)
  @Needs("clients:read")
  plan(@CurrentProject() { issuer }: OpenedProject, @Body() body: unknown) {
    const { clients, configuration } = objectOf(body);
    return planClientSet(underConfiguration(issuer, configuration), clients);
  }

  @Put()
  @Needs("clients:write")
  async apply(
    @Req() request: FastifyRequest,
    @CurrentProject() { issuer }: OpenedProject,
    @Body() body: unknown,
  ) {
    const { clients, configuration, etag } = objectOf(body);
    const reader = underConfiguration(issuer, configuration);
    const plan = await planClientSet(reader, clients);
    const showsSecrets = plan.changes.some(({ action, before, after }) =>
      action === "create"
        ? hasSecret(after)
        : action === "update" && !hasSecret(before) && hasSecret(after),
    );
    if (showsSecrets) assertPermission(request.caller, "clients:secrets");
    return applyClientSet(reader, clients, typeof etag === "string" ? etag : plan.etag);
  }
}

/** The issuer as it will be with a configuration that is saved together with its clients. */
function underConfiguration(issuer: Issuer, configuration: unknown): Issuer {
  if (configuration === undefined) return issuer;
  return { ...issuer, policy: parsePolicy(configuration).policy };
}

/** Whether a client authenticates with a secret, which whoever makes it gets to see. */
function hasSecret(client: Readonly<Record<string, unknown>> | undefined): boolean {
  const method = client?.["token_endpoint_auth_method"];
  return method !== "none" && method !== "private_key_jwt";
}
