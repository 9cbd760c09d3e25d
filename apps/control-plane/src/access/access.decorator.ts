import { createParamDecorator, type ExecutionContext, SetMetadata } from "@nestjs/common";
import type { Permission as PermissionName } from "@grantry/contracts";
import type { Caller as CallerValue } from "@grantry/control";
import type { FastifyRequest } from "fastify";

/** What a route asks of its caller. */
export type Access =
  | { kind: "public" }
  | { kind: "signed_in" }
  | { kind: "permission"; permission: PermissionName };

export const ACCESS = "grantry:access";

/** The route asks for a permission; the refusal names it. */
export const Permission = (permission: PermissionName) =>
  SetMetadata<string, Access>(ACCESS, { kind: "permission", permission });

/** The route is for everybody who is signed in; its use case decides about the rest. */
export const SignedIn = () => SetMetadata<string, Access>(ACCESS, { kind: "signed_in" });

/** The route is for everybody. */
export const Public = () => SetMetadata<string, Access>(ACCESS, { kind: "public" });

/** The caller that the guard has found. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest & { user?: CallerValue }>();
  if (!user) throw new Error("A public route has no caller.");
  return user;
});
