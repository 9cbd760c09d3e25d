import "reflect-metadata";
import { RequestMethod } from "@nestjs/common";
import { MODULE_METADATA, PATH_METADATA, METHOD_METADATA } from "@nestjs/common/constants.js";
import { isPermission, OPERATIONS } from "@grantry/contracts";
import { Addresses } from "@grantry/platform";
import { ACCESS, type Access } from "../access/access.decorator.js";
import { AppModule } from "../app.module.js";
import { openApiDocument } from "./openapi.js";

/** Addresses that are not part of the public API. */
const UNLISTED = ["/health", "/docs", "/openapi.json", "/internal", "/auth/sign-in", "/admin/"];

interface DeclaredRoute {
  route: string;
  access: Access | undefined;
}

function routes(): DeclaredRoute[] {
  const controllers: unknown = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, AppModule);
  expect(controllers).toBeUndefined();
  const { controllers: listed = [] } = AppModule.over({ logger: {} } as never, {} as never);
  return listed.flatMap((controller) => {
    const base = String(Reflect.getMetadata(PATH_METADATA, controller));
    const prototype = controller.prototype as object;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (typeof handler !== "function") return [];
      const path: unknown = Reflect.getMetadata(PATH_METADATA, handler);
      const verb: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
      if (typeof path !== "string" || typeof verb !== "number") return [];
      const address = `/${base}/${path}`.replaceAll(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
      const template = address.replaceAll(/:(\w+)/g, "{$1}");
      const access = [handler, controller]
        .map((each) => Reflect.getMetadata(ACCESS, each) as Access | undefined)
        .find((each) => each !== undefined);
      return [{ route: `${RequestMethod[verb]} ${template}`, access }];
    });
  });
}

/** Whether the words of an operation are those of its decorator. */
function tells(words: string, access: Access | undefined): boolean {
  switch (access?.kind) {
    case "permission":
      // What stands behind it is the use case's to ask for.
      return words.split("; ")[0] === access.permission;
    case "public":
      return words === "everybody";
    case "authenticated":
    case "signed_in":
      // Whoever is signed in comes in; some of these say what the use case asks for then.
      return !isPermission(words) && words !== "everybody" && words !== "";
    case undefined:
      return false;
  }
}

describe("OpenAPI document", () => {
  const listed = () =>
    routes().filter(({ route }) => !UNLISTED.some((address) => route.includes(address)));

  it("tells every public route and no other", () => {
    const told = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(told.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      listed()
        .map(({ route }) => route)
        .toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it("tells of each route what its decorator asks for", () => {
    const told = new Map<string, string>(
      OPERATIONS.map(({ method, path, access }) => [`${method.toUpperCase()} ${path}`, access]),
    );
    const wrong = listed().filter(({ route, access }) => !tells(told.get(route) ?? "", access));
    expect(wrong.map(({ route, access }) => [route, access, told.get(route)])).toEqual([]);
  });

  it("is OpenAPI 3.1 without references that lead nowhere", () => {
    const document = openApiDocument(new Addresses({ port: 4000 }));
    const text = JSON.stringify(document);
    expect(document["openapi"]).toBe("3.1.0");
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    expect(new Set(references)).toEqual(
      new Set(["#/components/schemas/errorBody", "#/components/responses/refusal"]),
    );
    const ids = OPERATIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
