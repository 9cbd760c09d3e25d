import { ControlError } from "@grantry/control";

/** A finding of a schema, as Standard Schema hands it over. */
interface Finding {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** One refusal that names every wrong field of a body. */
export function refusedBody(findings: readonly Finding[]): ControlError {
  const fields = findings.map(({ message, path = [] }) => ({
    path: path.map((part) => String(typeof part === "object" ? part.key : part)).join("."),
    message,
  }));
  const reason = fields
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join(" ");
  return new ControlError("bad_request", reason.slice(0, 2_000), { fields });
}
