import type { Environment } from "./environment.js";

/** A data plane as the environment names it (contract §3). */
export interface NamedDataPlane {
  /** `plane-1`, `plane-2`, … by the number of its variables. */
  readonly id: string;
  readonly region: string;
  readonly databaseUrl: string;
  /** The variable that holds the database's address. */
  readonly databaseVariable: string;
  /** Where its processes answer. */
  readonly addresses: readonly string[];
}

const MOST_PLANES = 64;

/**
 * The data planes: the first by `GRANTRY_DATA_PLANE_DATABASE_URL`, `GRANTRY_DATA_PLANE_URLS` and
 * `GRANTRY_DATA_PLANE_REGION`, further ones by the same names with their number, such as
 * `GRANTRY_DATA_PLANE_2_DATABASE_URL`, `GRANTRY_DATA_PLANE_2_URLS`, `GRANTRY_DATA_PLANE_2_REGION`.
 * @param firstDatabaseUrl when the first one's variable is not set
 * @throws EnvironmentError with the variable and the mend
 */
export function namedDataPlanes(
  environment: Environment,
  firstDatabaseUrl: string,
): NamedDataPlane[] {
  const first: NamedDataPlane = {
    id: "plane-1",
    region: environment.text("GRANTRY_DATA_PLANE_REGION", "global"),
    databaseUrl: environment.text("GRANTRY_DATA_PLANE_DATABASE_URL", firstDatabaseUrl),
    databaseVariable: "GRANTRY_DATA_PLANE_DATABASE_URL",
    addresses: environment.httpUrls("GRANTRY_DATA_PLANE_URLS", ["http://127.0.0.1:4020"]),
  };
  const planes = [first];
  for (let number = 2; number <= MOST_PLANES; number += 1) {
    const databaseVariable = furtherPlaneVariable(number, "DATABASE_URL");
    const databaseUrl = environment.optional(databaseVariable);
    if (databaseUrl === undefined) continue;
    const port = 4020 + number - 1;
    planes.push({
      id: `plane-${number}`,
      region: environment.text(furtherPlaneVariable(number, "REGION"), "global"),
      databaseUrl,
      databaseVariable,
      addresses: environment.httpUrls(furtherPlaneVariable(number, "URLS"), [
        `http://127.0.0.1:${port}`,
      ]),
    });
  }
  return planes;
}

/** The variable of a data plane beyond the first. */
export function furtherPlaneVariable(
  number: number,
  what: "DATABASE_URL" | "URLS" | "REGION",
): string {
  return `GRANTRY_DATA_PLANE_${number}_${what}`;
}
