import type { FastifyInstance } from "fastify";
import { identityTraitsSchema } from "@grantry/contracts";
import { z } from "zod";
import { projectOf } from "../project/project-of-request.js";
import { METADATA_ENDPOINTS } from "./metadata-endpoints.js";
import { refuseOtherMethods } from "./method-not-allowed.js";
import { sendAnswer } from "./send-answer.js";

/** The JSON Schema of a user, which each user's `schema_url` names (as in Ory Kratos). */
const IDENTITY_SCHEMA = z.toJSONSchema(z.object({ traits: identityTraitsSchema }));

/** Discovery and the JWK Set as routes, for every request that the express lane leaves. */
export function metadataRoutes(app: FastifyInstance): void {
  for (const [url, endpoint] of METADATA_ENDPOINTS) {
    app.get(url, async (request, reply) => {
      const { headers } = request;
      return sendAnswer(reply, await endpoint(projectOf(request), { headers, form: undefined }));
    });
    refuseOtherMethods(app, url, ["GET"]);
  }
  app.get("/schemas/default", (request, reply) => {
    projectOf(request);
    return reply.header("access-control-allow-origin", "*").send(IDENTITY_SCHEMA);
  });
}
