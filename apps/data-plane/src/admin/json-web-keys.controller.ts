import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { grants } from "@grantry/contracts";
import {
  InvalidRequest,
  OAuthError,
  generateJsonWebKey,
  publicPartOf,
  published,
} from "@grantry/oauth2";
import type { NamedJsonWebKey } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { isSigningSet } from "../project/signing-sets.js";
import {
  readKey,
  readKeySet,
  readNewKey,
  readNewSigningKey,
  readSetName,
} from "./json-web-key-body.js";
import { Needs } from "./permissions.js";

interface KeySet {
  readonly keys: readonly unknown[];
}

const MOST_KEYS = 100;

/**
 * JWK sets (Hydra's admin API of keys). A project's own sets are a safe for its applications: who may
 * write them sees their private parts, as in Hydra, because that is what they are kept for; who may
 * only read sees public parts. The sets under Hydra's names show what the project signs with: public
 * parts to everybody, and nothing to import or remove, since whoever had such a key could make tokens
 * of any user. A key can be generated there: it signs from then on, and the one before it goes on
 * verifying (OpenID Connect Core §10.1.1). The algorithm of the newest one under the name of access
 * tokens is what JWT access tokens are signed with.
 */
@Controller("admin/keys")
export class JsonWebKeysController {
  @Get(":set")
  @Needs("keys:read")
  async list(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Param("set") set: string,
  ): Promise<KeySet> {
    if (isSigningSet(set)) return project.issuer.keys.jwks;
    const keys = await project.stores.jsonWebKeys.list(set);
    if (keys.length === 0) throw unknown();
    return shown(request, keys);
  }

  @Get(":set/:kid")
  @Needs("keys:read")
  async get(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Param("set") set: string,
    @Param("kid") kid: string,
  ): Promise<KeySet> {
    if (isSigningSet(set)) {
      const keys = project.issuer.keys.jwks.keys.filter((key) => key["kid"] === kid);
      if (keys.length === 0) throw unknown();
      return { keys };
    }
    const key = await project.stores.jsonWebKeys.find(set, kid);
    if (key === undefined) throw unknown();
    return shown(request, [key]);
  }

  /** Generates a key and adds it to the set; answers the new key. */
  @Post(":set")
  @HttpCode(201)
  @Needs("keys:write")
  async create(
    @CurrentProject() project: OpenedProject,
    @Param("set") name: string,
    @Body() body: unknown,
  ): Promise<KeySet> {
    if (isSigningSet(name)) return await replaced(project, name, body);
    const set = readSetName(name);
    const { alg, kid, use } = readNewKey(body);
    const { jsonWebKeys } = project.stores;
    if ((await jsonWebKeys.list(set)).length >= MOST_KEYS) throw full();
    const key = await generateJsonWebKey(alg, kid, use);
    if ((await jsonWebKeys.add(set, key, project.issuer.clock())) === "exists") throw taken();
    return { keys: [key] };
  }

  /** Imports a set: keys that are not in it are gone. */
  @Put(":set")
  @Needs("keys:write")
  async replace(
    @CurrentProject() project: OpenedProject,
    @Param("set") name: string,
    @Body() body: unknown,
  ): Promise<KeySet> {
    const set = writable(name);
    const keys = readKeySet(body);
    if (keys.length > MOST_KEYS) throw full();
    await project.stores.jsonWebKeys.replace(set, keys, project.issuer.clock());
    return { keys };
  }

  /** Imports one key; its own `kid` names it, as in Hydra. */
  @Put(":set/:kid")
  @Needs("keys:write")
  async put(
    @CurrentProject() project: OpenedProject,
    @Param("set") name: string,
    @Body() body: unknown,
  ): Promise<NamedJsonWebKey> {
    const set = writable(name);
    const key = readKey(body);
    const { jsonWebKeys } = project.stores;
    const known = await jsonWebKeys.list(set);
    if (known.length >= MOST_KEYS && !known.some(({ kid }) => kid === key.kid)) throw full();
    await jsonWebKeys.put(set, key, project.issuer.clock());
    return key;
  }

  @Delete(":set")
  @HttpCode(204)
  @Needs("keys:write")
  async removeSet(
    @CurrentProject() project: OpenedProject,
    @Param("set") name: string,
  ): Promise<void> {
    await project.stores.jsonWebKeys.remove(writable(name));
  }

  @Delete(":set/:kid")
  @HttpCode(204)
  @Needs("keys:write")
  async remove(
    @CurrentProject() project: OpenedProject,
    @Param("set") name: string,
    @Param("kid") kid: string,
  ): Promise<void> {
    await project.stores.jsonWebKeys.remove(writable(name), kid);
  }
}

/** A new signing key in the place of the current one; answers its public part. */
async function replaced(project: OpenedProject, set: string, body: unknown): Promise<KeySet> {
  const { alg: algorithm, kid } = readNewSigningKey(body);
  const outcome = await project.replaceSigningKey({ set, algorithm, kid });
  if (outcome === "exists") throw taken();
  if (outcome === "full") {
    throw new InvalidRequest("The project publishes too many keys. Wait until some have ended.");
  }
  return { keys: [published(outcome)] };
}

function taken(): OAuthError {
  return new OAuthError(
    "Unable to insert or update resource because a resource with that value exists already",
    "",
    409,
  );
}

function shown({ caller }: FastifyRequest, keys: readonly NamedJsonWebKey[]): KeySet {
  const mayWrite = grants([...(caller?.permissions ?? [])], "keys:write");
  return { keys: mayWrite ? keys : keys.map(publicPartOf) };
}

function writable(name: string): string {
  const set = readSetName(name);
  if (!isSigningSet(set)) return set;
  throw new OAuthError(
    "request_forbidden",
    `The keys of '${set}' are the project's own: a new one can be generated there, but none imported or removed. Use a set of another name.`,
    403,
  );
}

function full(): InvalidRequest {
  return new InvalidRequest(`A set holds at most ${MOST_KEYS} keys. Remove some first.`);
}

function unknown(): OAuthError {
  return new OAuthError("Not Found", "Unable to locate the requested resource", 404);
}
