import { type ExecutionContext, Injectable } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { AuthGuard } from "@nestjs/passport";
import { assertMay, type Caller, ControlError } from "@grantry/control";
import type { FastifyRequest } from "fastify";
import { ACCESS, type Access } from "./access.decorator.js";
import { CLI_TOKEN, CONSOLE_SESSION, PERSONAL_ACCESS_TOKEN } from "./strategy-names.js";

/** Finds out who calls and whether the route's permission is held. */
@Injectable()
export class AccessGuard extends AuthGuard([PERSONAL_ACCESS_TOKEN, CLI_TOKEN, CONSOLE_SESSION]) {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.kind === "public") return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: Caller }>();
    if (!user || !access) throw signInRequired();
    if (access.kind === "permission") assertMay(user, access.permission);
    return true;
  }

  override handleRequest<Found>(failure: unknown, found: Found): Found {
    if (failure instanceof Error) throw failure;
    if (!found) throw signInRequired();
    return found;
  }
}

function signInRequired(): ControlError {
  return new ControlError(
    "unauthorized",
    "Send a personal access token as Authorization: Bearer, or sign in to the console.",
  );
}
