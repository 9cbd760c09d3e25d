import { type ExecutionContext, Injectable } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { AuthGuard } from "@nestjs/passport";
import { assertMay, ControlError } from "@grantry/control";
import { ControlPlane } from "../control-plane.js";
import {
  ACCESS,
  type Access,
  type AdmittedRequest,
  DELETED_TOO,
  FRESH_SIGN_IN,
  REHEARSED,
} from "./access.decorator.js";
import { callerAt } from "./callers.js";
import { assertFreshSignIn } from "./fresh-sign-in.js";
import { requestedPlace } from "./requested-place.js";
import { CLI_TOKEN, CONSOLE_SESSION, PERSONAL_ACCESS_TOKEN } from "./strategy-names.js";

type RouteTargets = Parameters<Reflector["getAllAndOverride"]>[1];

/** Finds out who calls, in which workspace, and whether the route's permission is held there. */
@Injectable()
export class AccessGuard extends AuthGuard([PERSONAL_ACCESS_TOKEN, CLI_TOKEN, CONSOLE_SESSION]) {
  constructor(
    private readonly reflector: Reflector,
    private readonly controlPlane: ControlPlane,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, route);
    if (access?.kind === "public") return true;
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<AdmittedRequest>();
    const { user } = request;
    if (!user || !access) throw signInRequired();
    if (access.kind !== "authenticated") {
      const isOfDeleted = this.reflector.getAllAndOverride<boolean | undefined>(DELETED_TOO, route);
      const projects = isOfDeleted ? "deleted too" : "living";
      const place = await requestedPlace(this.controlPlane.control, request, projects);
      request.caller = await callerAt(this.controlPlane, user, place);
      if (access.kind === "permission") assertMay(request.caller, access.permission);
    }
    const isFresh = this.reflector.getAllAndOverride<boolean | undefined>(FRESH_SIGN_IN, route);
    const isDeletion = request.method === "DELETE" && access.kind !== "authenticated";
    if ((isFresh || isDeletion) && !this.isRehearsal(request, route)) assertFreshSignIn(user);
    return true;
  }

  /** Whether a route that can tell what it would do was asked for no more than that. */
  private isRehearsal({ query }: AdmittedRequest, route: RouteTargets): boolean {
    if (!this.reflector.getAllAndOverride<boolean | undefined>(REHEARSED, route)) return false;
    return typeof query === "object" && query !== null && "dry_run" in query
      ? query.dry_run === "true"
      : false;
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
