import { z } from "zod";

/** Traefik's dynamic configuration (its HTTP provider). */
export const traefikRoutingSchema = z
  .object({
    http: z.object({
      routers: z.record(z.string(), z.json()),
      services: z.record(z.string(), z.json()),
      middlewares: z.record(z.string(), z.json()),
    }),
  })
  .meta({ id: "traefikRouting" });

/** A file of Envoy's filesystem subscription. */
export const envoyRoutingSchema = z
  .object({ version_info: z.string(), resources: z.array(z.json()) })
  .meta({ id: "envoyRouting" });
