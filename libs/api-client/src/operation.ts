import {
  OPERATIONS,
  type Operation,
  type OperationId,
  type OperationOf,
  type RehearsedId,
  type Rehearsal,
  rehearsalSchema,
} from "@grantry/contracts";
import type { z } from "zod";
import { readReply, send, type Call, type Connection } from "./connection.js";
import { askEveryPage } from "./pages.js";

/** The names in braces of a path template. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type BodyOf<Id extends OperationId> =
  OperationOf<Id> extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : object;

type PathOf<Id extends OperationId> =
  NamesIn<OperationOf<Id>["path"]> extends never
    ? object
    : { path: Record<NamesIn<OperationOf<Id>["path"]>, string> };

type QueryOf<Id extends OperationId> =
  OperationOf<Id> extends { query: readonly (infer Name extends string)[] }
    ? { query?: { [Key in Name]?: string | number | undefined } }
    : object;

/** What an operation is asked with: the parts of its path, its query and its body. */
export type OperationRequest<Id extends OperationId> = PathOf<Id> &
  QueryOf<Id> &
  BodyOf<Id> & { headers?: Record<string, string> };

/** What an operation answers; nothing for 204. */
export type OperationAnswer<Id extends OperationId> =
  OperationOf<Id> extends { answer: infer Answer extends z.ZodType } ? z.output<Answer> : undefined;

interface LooseRequest {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
}

const BY_ID: ReadonlyMap<string, Operation> = new Map(OPERATIONS.map((each) => [each.id, each]));

/**
 * Calls an operation of the control-plane API by its `operationId`, typed by the schemas that its
 * OpenAPI document is made of.
 * @throws ApiError as `send`, and `unexpected_answer` when the answer has another shape
 */
export async function callOperation<Id extends OperationId>(
  api: Connection,
  id: Id,
  request: OperationRequest<Id>,
): Promise<OperationAnswer<Id>> {
  const { operation, call } = callOf(id, request);
  const reply = await send(api, call);
  if (operation.answer === undefined) return undefined as OperationAnswer<Id>;
  return readReply(api, call, reply, operation.answer) as OperationAnswer<Id>;
}

/** The operations that answer with an array, page by page. */
export type ListId = {
  [Id in OperationId]: OperationOf<Id> extends { query: readonly string[] }
    ? OperationAnswer<Id> extends readonly unknown[]
      ? "page_token" extends OperationOf<Id>["query"][number]
        ? Id
        : never
      : never
    : never;
}[OperationId];

/**
 * A whole list: every page, one after the other, by the Link header (RFC 8288).
 * @throws ApiError as `callOperation`
 */
export async function listEvery<Id extends ListId>(
  api: Connection,
  id: Id,
  request: OperationRequest<Id>,
): Promise<OperationAnswer<Id>> {
  const { operation, call } = callOf(id, request);
  if (operation.answer === undefined) throw new Error(`${id} is not a list.`);
  const shape = operation.answer as z.ZodType<unknown[]>;
  return (await askEveryPage(api, call, shape)) as OperationAnswer<Id>;
}

/**
 * What an operation would do (`?dry_run=true`): nothing is changed.
 * @throws ApiError as `callOperation`: whatever would be refused is refused
 */
export async function rehearseOperation<Id extends RehearsedId>(
  api: Connection,
  id: Id,
  request: OperationRequest<Id>,
): Promise<Rehearsal> {
  const { call } = callOf(id, request);
  const rehearsal: Call = { ...call, query: { ...call.query, dry_run: "true" } };
  return readReply(api, rehearsal, await send(api, rehearsal), rehearsalSchema);
}

function callOf(id: string, request: LooseRequest): { operation: Operation; call: Call } {
  const operation = BY_ID.get(id);
  if (operation === undefined) throw new Error(`There is no operation ${id}.`);
  const { path = {}, query, body, headers } = request;
  const call: Call = {
    method: operation.method.toUpperCase() as Uppercase<Operation["method"]>,
    path: operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(path[name] ?? ""),
    ),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { json: body }),
    ...(headers === undefined ? {} : { headers }),
  };
  return { operation, call };
}
