import { Body, Controller, Header, HttpCode, Post, Req, UseFilters } from "@nestjs/common";
import type { TokenExchange } from "@grantry/contracts";
import type { FastifyRequest } from "fastify";
import { Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { callOrigin } from "../http/call-origin.js";
import { ExchangeError } from "./exchange-error.js";
import { ExchangeErrorFilter } from "./exchange-error.filter.js";
import { exchangeToken } from "./exchange-token.js";

/** Access tokens for pipelines that keep no secret (RFC 8693). */
@Controller("oauth2/token-exchange")
export class TokenExchangeController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Post()
  @Public()
  @HttpCode(200)
  @Header("cache-control", "no-store")
  @UseFilters(ExchangeErrorFilter)
  async exchange(@Req() request: FastifyRequest, @Body() form: unknown): Promise<TokenExchange> {
    const origin = callOrigin(this.controlPlane.config, request);
    this.controlPlane.exchangeLimit.take(origin.address);
    if (typeof form !== "string") {
      throw new ExchangeError(
        "invalid_request",
        "Send the parameters as application/x-www-form-urlencoded.",
      );
    }
    return exchangeToken(this.controlPlane, origin, form);
  }
}
