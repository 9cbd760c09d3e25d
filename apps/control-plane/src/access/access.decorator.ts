import { createParamDecorator, type ExecutionContext, SetMetadata } from "@nestjs/common";
import type { Permission as PermissionName } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyRequest } from "fastify";
import type { Principal as PrincipalValue } from "./principal.js";

/** What a route asks of its caller. */
export type Access =
  | { kind: "public" }
  | { kind: "authenticated" }
  | { kind: "signed_in" }
  | { kind: "permission"; permission: PermissionName };

export const ACCESS = "grantry:access";
export const FRESH_SIGN_IN = "grantry:fresh-sign-in";
export const DELETED_TOO = "grantry:deleted-projects-too";
export const REHEARSED = "grantry:rehearsed";

/** The route asks for a permission; the refusal names it. */
export const Permission = (permission: PermissionName) =>
  SetMetadata<string, Access>(ACCESS, { kind: "permission", permission });

/** The route is for every member of a workspace; its use case decides about the rest. */
export const SignedIn = () => SetMetadata<string, Access>(ACCESS, { kind: "signed_in" });

/** The route is for everybody who proved who they are, with or without a workspace. */
export const Authenticated = () => SetMetadata<string, Access>(ACCESS, { kind: "authenticated" });

/** The route is for everybody. */
export const Public = () => SetMetadata<string, Access>(ACCESS, { kind: "public" });

/** From the console the route asks for a sign-in of the last 15 minutes; deletions always do. */
export const FreshSignIn = () => SetMetadata<string, boolean>(FRESH_SIGN_IN, true);

/** With `?dry_run=true` the route changes nothing: then no fresh sign-in is asked for. */
export const Rehearsed = () => SetMetadata<string, boolean>(REHEARSED, true);

/** The route is about deleted projects too; to all others they do not exist. */
export const DeletedProjectsToo = () => SetMetadata<string, boolean>(DELETED_TOO, true);

/** A request behind the guard. */
export interface AdmittedRequest extends FastifyRequest {
  user?: PrincipalValue;
  caller?: CallerValue;
}

/** The caller that the guard has found. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { caller } = context.switchToHttp().getRequest<AdmittedRequest>();
  if (!caller) throw new Error("This route has no caller.");
  return caller;
});

/** Whoever proved who they are, before a workspace is chosen. */
export const Principal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user } = context.switchToHttp().getRequest<AdmittedRequest>();
  if (!user) throw new Error("A public route has no principal.");
  return user;
});
