import { type Environment, EnvironmentError } from "./environment.js";

/**
 * `GRANTRY_LIMITS`: what applies where no workspace and no project says otherwise, such as
 * `projects=100,clients=1000,tokens-per-month=1000000`.
 * @param names the buckets there are
 * @throws EnvironmentError for an unknown bucket or a value that is no whole number
 */
export function readDefaultLimits<Name extends string>(
  environment: Environment,
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const limits: Partial<Record<Name, number>> = {};
  for (const entry of environment.list("GRANTRY_LIMITS")) {
    const [, given = "", value = ""] = /^([a-z-]+)=(\d{1,15})$/.exec(entry) ?? [];
    const name = names.find((each) => each === given);
    if (name === undefined) {
      throw new EnvironmentError(
        "GRANTRY_LIMITS",
        `holds '${entry}'; write name=number with one of ${names.join(", ")}`,
      );
    }
    limits[name] = Number(value);
  }
  return limits;
}
