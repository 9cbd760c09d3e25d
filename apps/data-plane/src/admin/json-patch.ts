import jsonPatch from "fast-json-patch";
import type { Operation } from "fast-json-patch";
import { InvalidRequest } from "@grantry/oauth2";

/**
 * A document after a JSON Patch (RFC 6902) that leaves the `fixed` members alone. Throws
 * `invalid_request` that says which operation could not be applied; the document handed in stays as
 * it is.
 */
export function applyPatch(
  document: Record<string, unknown>,
  patch: unknown,
  fixed: readonly string[],
): Record<string, unknown> {
  if (!Array.isArray(patch) || patch.length > 1000) {
    throw new InvalidRequest("Send a JSON Patch: a list of operations (RFC 6902).");
  }
  const operations = patch as Operation[];
  const touched = operations.find((operation) =>
    fixed.some((path) => String(operation?.path).startsWith(path) && operation.op !== "test"),
  );
  if (touched !== undefined) {
    throw new InvalidRequest(`The path '${touched.path.slice(0, 100)}' must not be patched.`);
  }
  try {
    return jsonPatch.applyPatch(document, operations, true, false).newDocument;
  } catch (error) {
    const { index, name } = error as { index?: number; name: string };
    const at = index === undefined ? "" : ` at operation ${index}`;
    throw new InvalidRequest(`The JSON Patch cannot be applied${at}: ${name}.`, error);
  }
}
