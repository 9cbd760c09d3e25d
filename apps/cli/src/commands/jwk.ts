import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  createJsonWebKey,
  deleteJsonWebKeySet,
  getJsonWebKey,
  getJsonWebKeySet,
  putJsonWebKey,
} from "@grantry/api-client";
import type { JsonWebKey } from "@grantry/contracts";
import type { Command } from "commander";
import { Failure, SilentFailure } from "../failure.js";
import { readKeys } from "../keys/read-keys.js";
import { buildLeaf } from "../leaf.js";
import type { Listing } from "../output/print.js";
import { adminOf } from "../project-selection.js";
import { printListing, printResource, say } from "../session.js";
import type { World } from "../world.js";
import { attemptEach } from "./each-id.js";
import { idResource } from "./id-resource.js";

const NAMES = { name: "jwk", aliases: ["jwks", "json-web-key", "json-web-keys"] };
const SET = { form: "<set>", summary: "name of the set" };
const SET_AND_KID = [SET, { form: "[kid]", summary: "key ID" }];

/** `grantry create jwk <set> [kid]`. */
export function createJwkCommand(world: World): Command {
  return buildLeaf<{ alg: string; use: string; public?: boolean }>(world, {
    ...NAMES,
    summary: "Make a key inside a set (RFC 7517); the set begins with its first key.",
    argument: SET_AND_KID,
    options: (command) =>
      command
        .option("--alg <algorithm>", "RS256, RS512, PS256, ES256, ES512, EdDSA", "RS256")
        .option("--use <use>", "sig or enc", "sig")
        .option("--public", "show the public members only"),
    async run(session, { alg, use, public: publicOnly }, [set = "", kid = ""]) {
      const made = await createJsonWebKey(await adminOf(session), set, { alg, use, kid });
      printListing(session, keyListing(set, made.keys, publicOnly));
    },
  });
}

/** `grantry get jwk <set> [kid]`. */
export function getJwkCommand(world: World): Command {
  return buildLeaf<{ public?: boolean }>(world, {
    ...NAMES,
    summary: "Show the keys of a set, or one of them.",
    argument: SET_AND_KID,
    options: (command) => command.option("--public", "show the public members only"),
    async run(session, { public: publicOnly }, [set = "", kid]) {
      const admin = await adminOf(session);
      const { keys } =
        kid === undefined
          ? await getJsonWebKeySet(admin, set)
          : await getJsonWebKey(admin, set, kid);
      printListing(session, keyListing(set, keys, publicOnly));
    },
  });
}

/** `grantry import jwk <set> <files...>`: goes on after a failure and reports it. */
export function importJwkCommand(world: World): Command {
  return buildLeaf<{ alg?: string; use: string; public?: boolean }>(world, {
    ...NAMES,
    summary: "Store keys from files: JWK, JWK set, PEM or DER.",
    argument: [SET, { form: "<files...>", summary: "files; - for stdin" }],
    options: (command) =>
      command
        .option("--alg <algorithm>", "algorithm of keys in PEM or DER")
        .option("--use <use>", "sig or enc", "sig")
        .option("--public", "show the public members only"),
    async run(session, { alg, use, public: publicOnly }, [set = "", ...files]) {
      const admin = await adminOf(session);
      const stored: JsonWebKey[] = [];
      const done = await attemptEach(session, files, async (file) => {
        const content = await contentOf(session.world, file);
        for (const key of readKeys(content, file, { alg, use, newKid: randomUUID })) {
          await putJsonWebKey(admin, set, key);
          stored.push(key);
        }
      });
      if (stored.length > 0) printListing(session, keyListing(set, stored, publicOnly));
      if (done.length < files.length) throw new SilentFailure();
    },
  });
}

/** `grantry delete jwk <set>`: the set with all of its keys. */
export function deleteJwkCommand(world: World): Command {
  return buildLeaf(world, {
    ...NAMES,
    summary: "Delete a set of keys; what they signed can no longer be verified.",
    argument: SET,
    async run(session, _options, [set = ""]) {
      await deleteJsonWebKeySet(await adminOf(session), set);
      say(session, `Set ${set} deleted.`);
      printResource(session, idResource(set));
    },
  });
}

async function contentOf(world: World, file: string): Promise<Buffer> {
  if (file === "-") return Buffer.from(await world.readStdin());
  return readFile(file).catch(() => {
    throw new Failure(`${file} cannot be read.`, "Check the path.");
  });
}

/** Members of a private key (RFC 7518 §6). */
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set(["d", "p", "q", "dp", "dq", "qi", "oth", "k"]);

function keyListing(set: string, keys: readonly JsonWebKey[], publicOnly = false): Listing {
  const shown = publicOnly ? keys.map(withoutPrivateMembers) : keys;
  return {
    header: ["SET ID", "KEY ID", "ALGORITHM", "USE"],
    rows: shown.map(({ kid, alg, use }) => [set, kid, alg ?? "", use ?? ""]),
    document: { set, keys: shown },
  };
}

function withoutPrivateMembers(key: JsonWebKey): JsonWebKey {
  const members = Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.has(name));
  return { ...Object.fromEntries(members), kty: key.kty, kid: key.kid };
}
