import { Controller, Get, Res } from "@nestjs/common";
import { Health } from "@grantry/platform";
import type { FastifyReply } from "fastify";
import { Public } from "../access/access.decorator.js";

/** Whether this process lives and may be sent requests. */
@Controller("health")
export class HealthController {
  constructor(private readonly health: Health) {}

  @Get("alive")
  @Public()
  alive() {
    return this.health.alive().body;
  }

  @Get("ready")
  @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status, body } = await this.health.ready();
    void reply.code(status);
    return body;
  }
}
