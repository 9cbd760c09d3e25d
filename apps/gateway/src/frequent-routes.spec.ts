import { Addresses } from "@grantry/platform";
import type { Origin } from "./forwarded-headers.js";
import { FrequentRoutes } from "./frequent-routes.js";
import type { Destination } from "./gateway.js";

const JWKS = "/.well-known/jwks.json";

function originAt(host: string): Origin {
  return { requestId: "an-id", clientAddress: "192.0.2.1", host, scheme: "http" };
}

describe("the routes of frequent requests (contract §2)", () => {
  const addresses = new Addresses({ port: 4000, domain: "example.com" });
  /** The slugs by host name of a project's own. */
  let hosts: Map<string, string>;
  let decided: string[];
  let routes: FrequentRoutes;

  beforeEach(() => {
    hosts = new Map([["login.acme.example", "acme"]]);
    decided = [];
    const destination = ({ host = "" }: Origin, target: string): Destination => {
      decided.push(host);
      const own = hosts.get(host);
      const route =
        addresses.route(host, target) ??
        (own === undefined ? undefined : { kind: "project" as const, slug: own, path: target });
      return route === undefined
        ? { kind: "nowhere" }
        : { kind: "upstream", route, upstream: undefined };
    };
    routes = new FrequentRoutes({ destination }, addresses);
  });

  it("are decided once where they follow from the configuration", () => {
    for (let count = 0; count < 3; count += 1) {
      for (const slug of ["one", "two"]) {
        const origin = originAt(`${slug}.projects.example.com`);
        expect(routes.find({ method: "GET", url: JWKS }, origin)).toEqual({
          slug,
          answeredBy: "plain",
        });
      }
    }
    expect(decided).toHaveLength(2);
  });

  it("are decided anew for host names that come and go", () => {
    const origin = originAt("login.acme.example");
    const find = () => routes.find({ method: "GET", url: JWKS }, origin)?.slug;
    expect(find()).toBe("acme");
    hosts.set("login.acme.example", "other");
    expect(find()).toBe("other");
    hosts.clear();
    expect(find()).toBeUndefined();
  });

  it("are told apart by method, host and target", () => {
    const origin = originAt("one.projects.example.com");
    const answeredBy = (method: "GET" | "POST", url: string, at = origin) =>
      routes.find({ method, url }, at)?.answeredBy;
    for (let count = 0; count < 2; count += 1) {
      expect(answeredBy("POST", "/oauth2/token")).toBe("plain");
      expect(answeredBy("GET", "/oauth2/token")).toBeUndefined();
      expect(answeredBy("POST", "/admin/oauth2/introspect")).toBe("routed");
      expect(answeredBy("POST", "/oauth2/auth")).toBeUndefined();
      expect(answeredBy("POST", "/oauth2/token", originAt("nobody.example"))).toBeUndefined();
    }
  });
});
