import type { FastifyInstance } from "fastify";
import type { Health } from "@grantry/platform";
import type { Metrics } from "./edge/metrics.js";
import { VERSION } from "./version.js";

/**
 * The process's own paths, on its own port, and those that a project has too (Hydra's metadata API).
 * Which part is not ready is told on the own port only.
 */
export function ownRoutes(app: FastifyInstance, health: Health, metrics: Metrics): void {
  for (const path of ["/health/alive", "/health/ready"]) {
    app.get(`/process${path}`, async (_request, reply) => {
      const answer = await health.answer(path);
      return reply.status(answer?.status ?? 404).send(answer?.body);
    });
    app.get(path, async (_request, reply) => {
      const answer = await health.answer(path);
      if (answer?.status === 200) return reply.send(answer.body);
      return reply.status(503).send({ errors: { service: "not ready" } });
    });
  }
  for (const path of ["/process/version", "/version"]) {
    app.get(path, async () => ({ version: VERSION }));
  }
  app.get("/process/metrics/prometheus", async (_request, reply) => {
    const { type, text } = await metrics.expose();
    return reply.type(type).send(text);
  });
}
