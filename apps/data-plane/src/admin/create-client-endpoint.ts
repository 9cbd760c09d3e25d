import type { Logger } from "@grantry/platform";
import { readJson } from "../public/bodies.js";
import type { DocumentEndpoint } from "../public/endpoint.js";
import { admit, beginWrite, endWrite } from "./admin-call.js";
import type { AdminCredentials } from "./admin-credentials.js";
import { makeClient } from "./new-client.js";

/** Where clients are made. */
export const CLIENTS_PATH = "/admin/clients";

/**
 * `POST /admin/clients` as the express lane answers it: what guard, interceptor and controller do for
 * the ordinary route, by the same functions in the same order.
 */
export function createClientEndpoint(
  credentials: AdminCredentials,
  logger: Logger,
): DocumentEndpoint {
  return async (project, { headers, body, requestId, address }) => {
    const document = readJson(body);
    const call = { method: "POST", url: CLIENTS_PATH, headers, requestId, address };
    const caller = await admit(credentials, project, call, "clients:write");
    const status = 201;
    const write = beginWrite(call, caller, status);
    const telling = write === undefined ? project : project.telling(write);
    const made = await makeClient(telling, caller, document);
    if (write !== undefined) await endWrite(write, project, call, logger);
    return {
      status,
      headers: { "content-type": "application/json; charset=utf-8", location: made.location },
      body: JSON.stringify(made.document),
    };
  };
}
