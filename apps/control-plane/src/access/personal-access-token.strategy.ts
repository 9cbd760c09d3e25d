import { Injectable } from "@nestjs/common";
import { PassportStrategy } from "@nestjs/passport";
import {
  ControlError,
  isPersonalAccessToken,
  personalAccessTokenDigest,
  tokenStanding,
} from "@grantry/control";
import { PERSONAL_ACCESS_TOKEN_PREFIX } from "@grantry/contracts";
import type { FastifyRequest } from "fastify";
import { Strategy } from "passport-http-bearer";
import { ControlPlane } from "../control-plane.js";
import { callOrigin, type CallOrigin } from "../http/call-origin.js";
import { isFromHeader } from "./bearer-header.js";
import type { TokenPrincipal } from "./principal.js";
import { PERSONAL_ACCESS_TOKEN } from "./strategy-names.js";

/** `Authorization: Bearer gry_pat_…` */
@Injectable()
export class PersonalAccessTokenStrategy extends PassportStrategy(Strategy, PERSONAL_ACCESS_TOKEN) {
  constructor(private readonly controlPlane: ControlPlane) {
    super({ passReqToCallback: true });
  }

  /** @returns the token, or false when the value is another kind of token */
  async validate(request: FastifyRequest, value: string): Promise<TokenPrincipal | false> {
    if (!value.startsWith(PERSONAL_ACCESS_TOKEN_PREFIX)) return false;
    if (!isFromHeader(request, value)) return false;
    const principal = await this.findPrincipal(
      value,
      callOrigin(this.controlPlane.config, request),
    );
    if (principal) return principal;
    throw new ControlError("unauthorized", "This personal access token is not valid.");
  }

  /** Looks under the digest of each listed master key, the newest first. */
  private async findToken(value: string) {
    const { control, tokenDigestKeys } = this.controlPlane;
    for (const key of tokenDigestKeys) {
      const token = await control.tokens.findByDigest(personalAccessTokenDigest(key, value));
      if (token) return token;
    }
    return undefined;
  }

  private async findPrincipal(
    value: string,
    origin: CallOrigin,
  ): Promise<TokenPrincipal | undefined> {
    if (!isPersonalAccessToken(value)) return undefined;
    const { control, logger } = this.controlPlane;
    const token = await this.findToken(value);
    if (!token) return undefined;
    const now = new Date();
    const { allowedCidrs: policyCidrs } = await control.tokenPolicies.find(token.workspaceId);
    switch (tokenStanding(token, { now, address: origin.address, policyCidrs })) {
      case "pending":
        throw new ControlError(
          "unauthorized",
          "This personal access token waits for the approval of a workspace owner.",
        );
      case "rejected":
        throw new ControlError(
          "unauthorized",
          "An owner of the workspace has rejected this personal access token.",
        );
      case "revoked":
        throw new ControlError("unauthorized", "This personal access token was revoked.");
      case "expired":
        throw new ControlError("unauthorized", "This personal access token has expired.");
      case "address_not_allowed":
        throw new ControlError(
          "forbidden",
          `This personal access token does not work from ${origin.address}.`,
        );
      case "usable": {
        const { address, userAgent } = origin;
        control.tokens
          .recordUse(token.id, { at: now, address, userAgent })
          .catch((cause: unknown) => {
            logger.warn({ err: cause, token_id: token.id }, "last use not kept");
          });
        return { kind: "token", token, origin };
      }
    }
  }
}
