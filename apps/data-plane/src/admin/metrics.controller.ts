import { Controller, Get, Res } from "@nestjs/common";
import type { FastifyReply } from "fastify";
import { Metrics } from "../edge/metrics.js";
import { Needs } from "./permissions.js";

/** What the process did (Hydra's admin API); the same for every project it serves. */
@Controller("admin/metrics")
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get("prometheus")
  @Needs("usage:read")
  async prometheus(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { type, text } = await this.metrics.expose();
    reply.header("content-type", type);
    return text;
  }
}
