import type { FastifyInstance } from "fastify";
import { projectOf } from "../project/project-of-request.js";
import { METADATA_ENDPOINTS } from "./metadata-endpoints.js";
import { sendAnswer } from "./send-answer.js";

/** Discovery and the JWK Set as routes, for every request that the express lane leaves. */
export function metadataRoutes(app: FastifyInstance): void {
  for (const [url, endpoint] of METADATA_ENDPOINTS) {
    app.get(url, async (request, reply) => {
      const { headers } = request;
      return sendAnswer(reply, await endpoint(projectOf(request), { headers, form: undefined }));
    });
  }
}
