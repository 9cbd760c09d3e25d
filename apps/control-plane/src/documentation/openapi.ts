import { errorBodySchema, type Operation, OPERATIONS, rehearsalSchema } from "@grantry/contracts";
import type { Addresses } from "@grantry/platform";
import { z } from "zod";
import { VERSION } from "./version.js";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the API, made of the same schemas that read its requests. */
export function openApiDocument(addresses: Addresses): Json {
  const paths: Record<string, Json> = {};
  const operations: readonly Operation[] = OPERATIONS;
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Grantry control plane",
      version: VERSION,
      description:
        "Projects, personal access tokens, members and the audit log. A project's own OAuth2 and " +
        "OpenID Connect endpoints are described by its discovery document.",
    },
    servers: [{ url: addresses.api }],
    security: [{ personal_access_token: [] }, { console_session: [] }],
    paths,
    components: {
      securitySchemes: {
        personal_access_token: { type: "http", scheme: "bearer", bearerFormat: "gry_pat_…" },
        console_session: {
          type: "apiKey",
          in: "cookie",
          name: "grantry_console",
          description: "Writes also need the session's token as X-CSRF-Token.",
        },
      },
      schemas: { errorBody: schemaOf(errorBodySchema, "output") },
      responses: {
        refusal: {
          description: "The request was refused; `error.id` says why.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/errorBody" } } },
        },
      },
    },
  };
}

function describe(operation: Operation): Json {
  const { id, summary, tag, access, status, body, bodyType, answer, media } = operation;
  return {
    operationId: id,
    summary,
    tags: [tag],
    description: `Permission: ${access}.`,
    parameters: parametersOf(operation),
    ...(access === "everybody" ? { security: [] } : {}),
    ...(body ? { requestBody: { required: true, content: content(body, "input", bodyType) } } : {}),
    responses: {
      ...(operation.rehearsed ? { 200: rehearsal } : {}),
      [status]: {
        description: summary,
        headers: { "X-Request-Id": { schema: { type: "string" } } },
        ...(answer ? { content: content(answerOf(operation, answer), "output", media) } : {}),
      },
      default: { $ref: "#/components/responses/refusal" },
    },
  };
}

const rehearsal = {
  description: "With `dry_run=true`: what it would do. Nothing was changed.",
  content: content(rehearsalSchema, "output"),
};

/** Where both have the same status, the answer is one of two. */
function answerOf({ rehearsed, status }: Operation, answer: z.ZodType): z.ZodType {
  return rehearsed && status === 200 ? z.union([answer, rehearsalSchema]) : answer;
}

function parametersOf({ method, path, query = [], headers = [], rehearsed }: Operation): Json[] {
  const text = { type: "string" };
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: text,
  }));
  const inQuery = [...query, ...(rehearsed ? ["dry_run"] : [])].map((name) => ({
    name,
    in: "query",
    schema: name === "page_size" ? { type: "integer" } : text,
  }));
  const retried = { name: "Idempotency-Key", in: "header", schema: text };
  const inHeaders = headers.map((name) => ({ name, in: "header", schema: text }));
  return [...inPath, ...inQuery, ...inHeaders, ...(method === "get" ? [] : [retried])];
}

function content(schema: z.ZodType, io: "input" | "output", media = "application/json"): Json {
  return { [media]: { schema: schemaOf(schema, io) } };
}

/** Schemas stand where they are used: every `$ref` of OpenAPI would be relative to the document. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...found } = z.toJSONSchema(schema, {
    io,
    reused: "inline",
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      delete jsonSchema.id;
    },
  });
  return inlineRefs(found);
}

/** Replaces references to `$defs` by what they name; recursive ones (any JSON) become open. */
function inlineRefs(root: Json): Json {
  const definitions = isJson(root["$defs"]) ? root["$defs"] : {};
  const resolve = (value: unknown, open: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((each) => resolve(each, open));
    if (!isJson(value)) return value;
    const { $ref: reference, $defs: _, ...rest } = value;
    if (typeof reference !== "string") {
      return Object.fromEntries(
        Object.entries(rest).map(([key, member]) => [key, resolve(member, open)]),
      );
    }
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    if (open.includes(name) || !isJson(definitions[name])) return {};
    return resolve({ ...definitions[name], ...rest }, [...open, name]);
  };
  const resolved = resolve(root, []);
  return isJson(resolved) ? resolved : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
