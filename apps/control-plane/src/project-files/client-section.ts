import {
  type Change,
  type Effect,
  oauth2ClientSchema,
  type PlannedChange,
} from "@grantry/contracts";
import { difference, type ProjectDocument } from "@grantry/control";
import { z } from "zod";
import { askProject } from "../planes/ask-project.js";
import type { FileSection } from "./section.js";

const setSchema = z.object({ etag: z.string(), clients: z.array(oauth2ClientSchema) });

const planSchema = z.object({
  etag: z.string(),
  changes: z.array(
    z.object({
      client_id: z.string(),
      action: z.enum(["create", "update", "delete"]),
      before: oauth2ClientSchema.optional(),
      after: oauth2ClientSchema.optional(),
    }),
  ),
});

const appliedSchema = planSchema.extend({
  issued_secrets: z.array(z.object({ client_id: z.string(), client_secret: z.string() })),
});

/**
 * The clients of a project. They live in the plane's database, which reads, compares and writes all
 * of them as one: in one statement, or not at all.
 */
export const CLIENT_SECTION: FileSection<"clients"> = {
  name: "clients",
  readPermission: "clients:read",
  writePermission: "clients:write",

  async read({ controlPlane, caller, project }) {
    const request = { method: "GET", path: "/admin/client-set" };
    const { clients } = await askProject(controlPlane, caller, project, request, setSchema);
    return clients.map(({ client_secret: _secret, ...client }) => client);
  },

  items: (clients) =>
    clients.map((client) => ({
      id: client.client_id,
      label: client.client_name || client.client_id,
      content: client,
    })),

  async plan({ controlPlane, caller, project }, clients, document) {
    const request = { method: "POST", path: "/admin/client-set/plan" };
    const body = { clients, configuration: configurationOf(document) };
    const planned = await askProject(
      controlPlane,
      caller,
      project,
      { ...request, body },
      planSchema,
    );
    const changes = planned.changes.map(({ client_id: id, action, before, after }) => {
      const label = after?.client_name || before?.client_name || id;
      return {
        section: "clients",
        action,
        id,
        label,
        difference: difference(before, after),
      } as const;
    });
    return { changes, effects: changes.flatMap(clientEffects), tag: planned.etag };
  },

  async apply({ controlPlane, caller, project }, clients, { tag }, document) {
    const request = { method: "PUT", path: "/admin/client-set" };
    const body = { clients, configuration: configurationOf(document), etag: tag };
    const applied = await askProject(
      controlPlane,
      caller,
      project,
      { ...request, body },
      appliedSchema,
    );
    const issuedSecrets = applied.issued_secrets.map(({ client_id: id, client_secret: secret }) => {
      return { section: "clients", id, secret } as const;
    });
    return { messages: [], issuedSecrets };
  },
};

/** Clients are read under the configuration that they will have. */
function configurationOf(document: ProjectDocument) {
  return document.services.oauth2.config;
}

/** What a change of a client does to those who use it. */
function clientEffects({ action, id, label, difference: changes }: PlannedChange): Effect[] {
  if (action === "create") return [];
  if (action === "delete") {
    const message = `Deletes ${label}: every token it holds and every call with its ID fails within 1 second.`;
    return [{ code: "client_deleted", severity: "danger", message }];
  }
  const found: Effect[] = [];
  const at = (member: string) => changes.find(({ path }) => path === `/${member}`);
  const uris = lost(at("redirect_uris"));
  if (uris.length > 0) {
    const message = `${label}: sign-ins that return to ${uris.join(", ")} are refused.`;
    found.push({ code: "redirect_uri_removed", severity: "warning", message });
  }
  const grantTypes = lost(at("grant_types"));
  if (grantTypes.length > 0) {
    const message = `${label}: ${grantTypes.join(", ")} is refused.`;
    found.push({ code: "grant_type_removed", severity: "warning", message });
  }
  const method = at("token_endpoint_auth_method");
  if (method) {
    const message = `${label} (${id}): calls that authenticate in another way than ${JSON.stringify(method.after)} fail.`;
    found.push({ code: "client_authentication_changed", severity: "danger", message });
  }
  return found;
}

function lost(change: Change | undefined): string[] {
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  const kept = texts(change?.after);
  return texts(change?.before).filter((each) => !kept.includes(each));
}
