import { Injectable } from "@nestjs/common";
import type { CanActivate, ExecutionContext } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import type { FastifyRequest } from "fastify";
import { projectOf } from "../project/project-of-request.js";
import { ClientAddress } from "../client-address.js";
import { admit } from "./admin-call.js";
import { AdminCredentials } from "./admin-credentials.js";
import type { AdminCaller } from "./admin-credentials.js";
import { PERMISSION } from "./permissions.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls the admin API; set by its guard. */
    caller?: AdminCaller;
  }
}

/** Lets a request through to an admin route when its caller holds the route's permission. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly credentials: AdminCredentials,
    private readonly address: ClientAddress,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const project = projectOf(request);
    const needed = this.reflector.get<string | undefined>(PERMISSION, context.getHandler());
    if (needed === undefined) throw new Error("an admin route declares no permission");
    const { headers } = request;
    const address = this.address.of(request);
    request.caller = await admit(this.credentials, project, { headers, address }, needed);
    return true;
  }
}
