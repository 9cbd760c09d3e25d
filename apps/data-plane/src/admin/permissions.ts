import { SetMetadata } from "@nestjs/common";
import type { Permission } from "@grantry/contracts";

export const PERMISSION = "permission";

/** The permission a caller of an admin route must hold; a route without one is closed. */
export const Needs = (permission: Permission) => SetMetadata(PERMISSION, permission);
