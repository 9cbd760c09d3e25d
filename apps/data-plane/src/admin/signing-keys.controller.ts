import { Controller, Get, HttpCode, Param, Post } from "@nestjs/common";
import type { SigningKey } from "@grantry/contracts";
import { OAuthError } from "@grantry/oauth2";
import type { SigningKeyRecord } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { Needs } from "./permissions.js";

/** The keys a project signs with: which are announced, sign, and still verify. */
@Controller("admin/signing-keys")
export class SigningKeysController {
  @Get()
  @Needs("keys:read")
  async list(@CurrentProject() project: OpenedProject): Promise<SigningKey[]> {
    return (await project.stores.signingKeys.list()).map(onWire);
  }

  /**
   * Retires a current key: its announced successor signs from now on, and another is announced. A
   * key that is not current any more is left as it is, so that asking twice rotates once.
   */
  @Post(":kid/retire")
  @HttpCode(200)
  @Needs("keys:write")
  async retire(
    @CurrentProject() project: OpenedProject,
    @Param("kid") kid: string,
  ): Promise<SigningKey[]> {
    const outcome = await project.retireSigningKey(kid);
    if (outcome === "absent") {
      throw new OAuthError("Not Found", "Unable to locate the requested resource", 404);
    }
    if (outcome === "no successor") {
      const reason = "The key has no announced successor yet. One is announced within the hour.";
      throw new OAuthError("conflict", reason, 409);
    }
    return (await project.stores.signingKeys.list()).map(onWire);
  }
}

function onWire(key: SigningKeyRecord): SigningKey {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    state: key.state,
    created_at: key.createdAt.toISOString(),
    activated_at: key.activatedAt?.toISOString() ?? null,
    retired_at: key.retiredAt?.toISOString() ?? null,
    expires_at: key.expiresAt?.toISOString() ?? null,
  };
}
