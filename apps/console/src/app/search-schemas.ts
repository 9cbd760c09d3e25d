import { USAGE_METRICS } from "@grantry/contracts";
import {
  catch as fallingBack,
  enum as oneOf,
  literal,
  object,
  optional,
  string,
  type ZodMiniType,
} from "zod/mini";

/** Unknown values of a query fall back to the default. */
function orDefault<Schema extends ZodMiniType>(schema: Schema) {
  return fallingBack(optional(schema), undefined);
}

const text = orDefault(string());

/** The queries of the console's pages: filters, tabs and cursors live in the address. */
export const searches = {
  signIn: object({ return_to: text }),
  error: object({ error: text, error_description: text, request_id: text }),
  projects: object({ q: text, environment: orDefault(oneOf(["prod", "stage", "dev"])) }),
  tokens: object({
    view: orDefault(oneOf(["mine", "all", "waiting", "unused", "idle", "endless", "expiring"])),
  }),
  members: object({ tab: orDefault(oneOf(["invitations", "service-accounts"])) }),
  newRole: object({ based_on: text }),
  audit: object({
    actor: text,
    action: text,
    target: text,
    range: orDefault(oneOf(["1h", "7d", "30d", "all"])),
    cursor: text,
  }),
  users: object({ q: text, cursor: text }),
  usage: object({
    range: orDefault(oneOf(["24h", "7d", "90d"])),
    series: orDefault(oneOf(USAGE_METRICS)),
  }),
  mailbox: object({ q: text, mail: text }),
  newToken: object({
    name: text,
    template: text,
    permissions: text,
    projects: text,
    expires: orDefault(literal([7, 30, 90, 365, "custom"])),
  }),
  logs: object({ q: text, outcome: orDefault(oneOf(["refused"])), cursor: text }),
  clients: object({ name: text, cursor: text, size: orDefault(literal([25, 50, 100])) }),
};
