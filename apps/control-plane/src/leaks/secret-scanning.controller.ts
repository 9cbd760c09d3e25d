import { Body, Controller, HttpCode, Post, Req } from "@nestjs/common";
import { type LeakedSecretLabels, leakedSecretsBodySchema } from "@grantry/contracts";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { revokeLeaked } from "./leaked-tokens.js";

/** Where finders of leaked tokens report them, in the shape of GitHub's secret scanning. */
@Controller("secret-scanning")
export class SecretScanningController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Post()
  @Public()
  @HttpCode(200)
  report(
    @Req() request: FastifyRequest,
    @Body({ schema: leakedSecretsBodySchema }) body: z.output<typeof leakedSecretsBodySchema>,
  ): Promise<LeakedSecretLabels> {
    const origin = callOrigin(this.controlPlane.config, request);
    this.controlPlane.leakLimit.take(origin.address, body.length);
    return revokeLeaked(this.controlPlane, origin, body);
  }
}
