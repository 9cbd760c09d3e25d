/** The public addresses that follow from the address of the console (contract, section 2). */
export interface Addresses {
  /** Without a trailing slash. */
  console: string;
  /** The control-plane API as scripts call it. */
  api: string;
  /** The issuer of a project: no trailing slash. */
  issuer(slug: string): string;
}

/**
 * Derives every public address from the console's own origin: `console.{domain}` means host mode,
 * anything else is path mode, where all of it lives under one origin.
 */
export function addressesOf(origin: string): Addresses {
  const { protocol, host } = new URL(origin);
  if (!host.startsWith("console.")) {
    return {
      console: origin,
      api: `${origin}/api`,
      issuer: (slug) => `${origin}/p/${slug}`,
    };
  }
  const domain = host.slice("console.".length);
  return {
    console: origin,
    api: `${protocol}//api.${host}`,
    issuer: (slug) =>
      slug === "console"
        ? `${protocol}//project.${host}`
        : `${protocol}//${slug}.projects.${domain}`,
  };
}

/** The addresses of the console that runs in this window. */
export const addresses = addressesOf(
  typeof window === "undefined" ? "http://localhost:4000" : window.location.origin,
);
