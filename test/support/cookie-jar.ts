interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
}

/** The cookies of one browser: host-only, by path, until they are cleared. */
export class CookieJar {
  private cookies: Cookie[] = [];

  /** Takes over the `Set-Cookie` headers of an answer. */
  store(url: string, headers: Headers): void {
    const { hostname, pathname } = new URL(url);
    for (const line of headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const value = pair.slice(pair.indexOf("=") + 1);
      const path = attribute(attributes, "path") ?? pathname.replace(/\/[^/]*$/, "");
      this.cookies = this.cookies.filter(
        (cookie) => cookie.name !== name || cookie.host !== hostname || cookie.path !== path,
      );
      if (!hasExpired(attributes)) this.cookies.push({ name, value, host: hostname, path });
    }
  }

  /** The `Cookie` header for an address, longest path first (RFC 6265 §5.4). */
  header(url: string): string | undefined {
    const { hostname, pathname } = new URL(url);
    const matching = this.cookies
      .filter((cookie) => cookie.host === hostname && isUnder(pathname, cookie.path))
      .toSorted((one, other) => other.path.length - one.path.length);
    if (matching.length === 0) return undefined;
    return matching.map((cookie) => `${cookie.name}=${cookie.value}`).join("; ");
  }

  /** Names of all cookies held. */
  names(): string[] {
    return this.cookies.map((cookie) => cookie.name);
  }

  /** The value of a cookie, by a part of its name. */
  value(namePart: string): string | undefined {
    return this.cookies.find((cookie) => cookie.name.includes(namePart))?.value;
  }

  clear(): void {
    this.cookies = [];
  }
}

function attribute(attributes: string[], name: string): string | undefined {
  const found = attributes.find((part) => part.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function hasExpired(attributes: string[]): boolean {
  const maxAge = attribute(attributes, "max-age");
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = attribute(attributes, "expires");
  return expires !== undefined && Date.parse(expires) <= Date.now();
}

function isUnder(pathname: string, path: string): boolean {
  if (!pathname.startsWith(path)) return false;
  return path.endsWith("/") || pathname.length === path.length || pathname[path.length] === "/";
}
