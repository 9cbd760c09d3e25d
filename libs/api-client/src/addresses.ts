/**
 * Where the parts of Grantry are, seen from the address of the console. Locally one origin carries
 * everything under paths; in production the console is `console.{domain}` and each part has a host.
 */
export interface Addresses {
  console: string;
  api: string;
  /** The issuer at which the members of the console sign in. */
  consoleIssuer: string;
}

/**
 * Derives the addresses from the console's.
 * @throws TypeError when the address is not an absolute http or https URL
 */
export function addressesOf(consoleAddress: string): Addresses {
  const url = URL.canParse(consoleAddress) ? new URL(consoleAddress) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${consoleAddress} is not an http or https address.`);
  }
  const base = url.origin + url.pathname.replace(/\/+$/, "");
  if (!isHostMode(url))
    return { console: base, api: `${base}/api`, consoleIssuer: `${base}/p/console` };
  return {
    console: base,
    api: `${url.protocol}//api.${url.host}`,
    consoleIssuer: `${url.protocol}//project.${url.host}`,
  };
}

/**
 * The issuer of a project: what the API says, else derived from the console's address.
 * @param project as the API answered it
 */
export function issuerOf(
  consoleAddress: string,
  project: { slug: string; issuer?: string | undefined },
): string {
  if (project.issuer !== undefined) return project.issuer.replace(/\/+$/, "");
  const addresses = addressesOf(consoleAddress);
  if (project.slug === "console") return addresses.consoleIssuer;
  const url = new URL(addresses.console);
  if (!isHostMode(url)) return `${addresses.console}/p/${project.slug}`;
  return `${url.protocol}//${project.slug}.projects.${url.host.slice("console.".length)}`;
}

function isHostMode(url: URL): boolean {
  return url.hostname.startsWith("console.");
}
