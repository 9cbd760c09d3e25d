import type { ProjectCors, ProjectServices, Warning } from "@grantry/contracts";
import {
  ACCOUNT_EXPERIENCE_SETTINGS,
  OAUTH2_SETTINGS,
  type Setting,
  WRITE_ONLY_SETTINGS,
} from "./configuration-settings.js";
import { HIDDEN } from "./difference.js";
import { ControlError } from "./errors.js";

type Json = Record<string, unknown>;

const MOST_BYTES = 256 * 1024;
const MOST_DEPTH = 20;
const UNKNOWN_KEY = 1;
const FIXED_VALUE = 2;

/**
 * Checks a configuration as a whole.
 * @returns a warning for each key that is not known, or whose value has no effect
 * @throws ControlError `bad_request` with every refused field
 */
export function checkServices(services: ProjectServices): Warning[] {
  const fields: { path: string; message: string }[] = [];
  const warnings: Warning[] = [];
  check("services.oauth2.config", services.oauth2.config, OAUTH2_SETTINGS);
  check(
    "services.account_experience.config",
    services.account_experience.config,
    ACCOUNT_EXPERIENCE_SETTINGS,
  );
  for (const service of ["identity", "permission"] as const) {
    check(`services.${service}.config`, services[service].config, []);
  }
  if (fields.length > 0) throw refused(fields);
  if (valueAt(services.oauth2.config, "oauth2.pkce.enforced_for_public_clients") === false) {
    const message =
      "oauth2.pkce.enforced_for_public_clients: PKCE is always asked of public clients.";
    warnings.push({ code: FIXED_VALUE, message });
  }
  return warnings;

  function check(root: string, config: Json, settings: readonly Setting[]) {
    if (Buffer.byteLength(JSON.stringify(config)) > MOST_BYTES) {
      fields.push({ path: root, message: "Use at most 256 kB." });
      return;
    }
    for (const path of notGroups(config, settings)) {
      fields.push({ path: `${root}.${path}`, message: "Write its settings as an object." });
    }
    for (const { path, refusal } of settings) {
      const value = valueAt(config, path);
      const message = value === undefined ? undefined : refusal(value);
      if (message) fields.push({ path: `${root}.${path}`, message });
    }
    for (const path of leaves(config)) {
      if (!isKnown(path, settings)) {
        warnings.push({
          code: UNKNOWN_KEY,
          message: `${root}.${path} is not known and has no effect.`,
        });
      }
    }
  }
}

/** Checks the origins that browsers may call from. */
export function checkCors(name: "cors_public" | "cors_admin", cors: ProjectCors): void {
  const fields = cors.origins.flatMap((origin, index) =>
    isOrigin(origin)
      ? []
      : [
          {
            path: `${name}.origins.${index}`,
            message: "Enter an origin such as https://app.example.com, without a path.",
          },
        ],
  );
  if (fields.length > 0) throw refused(fields);
}

/** A configuration as it may be shown: write-only values are covered. */
export function hideSecrets(services: ProjectServices): ProjectServices {
  const shown = structuredClone(services);
  for (const path of WRITE_ONLY_SETTINGS) {
    if (valueAt(shown.oauth2.config, path) !== undefined) setAt(shown.oauth2.config, path, HIDDEN);
  }
  return shown;
}

/**
 * Puts the stored values back where a caller sent the covers it was shown.
 * @throws ControlError `bad_request` when the value would go to another address than before
 */
export function restoreSecrets(sent: ProjectServices, stored: ProjectServices): ProjectServices {
  const restored = structuredClone(sent);
  for (const path of WRITE_ONLY_SETTINGS) {
    if (valueAt(restored.oauth2.config, path) === HIDDEN) {
      if (!isForSameAddress(path, restored.oauth2.config, stored.oauth2.config)) {
        const message = "The address changed: enter its authentication again.";
        throw refused([{ path: `services.oauth2.config.${path}`, message }]);
      }
      setAt(restored.oauth2.config, path, valueAt(stored.oauth2.config, path));
    }
  }
  return restored;
}

/**
 * The values that are only written as they stand now, put into another document wherever it has
 * room for them: history brings none back.
 * @returns the document, and the places that had a value in `document` and have none now
 */
export function carrySecrets(
  document: ProjectServices,
  current: ProjectServices,
): { services: ProjectServices; lost: string[] } {
  const services = structuredClone(document);
  const lost: string[] = [];
  for (const path of WRITE_ONLY_SETTINGS) {
    const now = valueAt(current.oauth2.config, path);
    const parent = path.split(".").slice(0, -1).join(".");
    const hasRoom = parent === "" || isObject(valueAt(services.oauth2.config, parent));
    const fits = isForSameAddress(path, services.oauth2.config, current.oauth2.config);
    if (now !== undefined && hasRoom && fits) {
      setAt(services.oauth2.config, path, now);
    } else if (valueAt(services.oauth2.config, path) !== undefined) {
      removeAt(services.oauth2.config, path);
      lost.push(`services.oauth2.config.${path}`);
    }
  }
  return { services, lost };
}

/**
 * Fills the values that are only written and that a document does not name with those that stand
 * now; authentication of a hook only while the hook keeps its address.
 */
export function fillSecrets(services: ProjectServices, current: ProjectServices): ProjectServices {
  const filled = structuredClone(services);
  for (const path of WRITE_ONLY_SETTINGS) {
    const sent = valueAt(filled.oauth2.config, path);
    const now = valueAt(current.oauth2.config, path);
    if ((sent !== undefined && sent !== HIDDEN) || now === undefined) continue;
    if (isOfHook(path)) {
      const hook = valueAt(filled.oauth2.config, path.slice(0, path.lastIndexOf(".")));
      const stays = isForSameAddress(path, filled.oauth2.config, current.oauth2.config);
      if (isObject(hook) && stays) setAt(filled.oauth2.config, path, now);
    } else {
      putAt(filled.oauth2.config, path, now);
    }
  }
  return filled;
}

/** A configuration without the values that are only written. */
export function withoutSecrets(services: ProjectServices): ProjectServices {
  const bare = structuredClone(services);
  for (const path of WRITE_ONLY_SETTINGS) removeAt(bare.oauth2.config, path);
  return bare;
}

function isOfHook(path: string): boolean {
  return path.endsWith("_hook.auth");
}

/** Authentication of a hook is for the address that it was entered for and no other. */
function isForSameAddress(path: string, config: Json, stored: Json): boolean {
  const address = path.replace(/[^.]+$/, "url");
  return valueAt(config, address) === valueAt(stored, address);
}

function refused(fields: { path: string; message: string }[]): ControlError {
  const reason = fields.map(({ path, message }) => `${path}: ${message}`).join(" ");
  return new ControlError("bad_request", reason.slice(0, 2000), { fields });
}

function isKnown(path: string, settings: readonly Setting[]): boolean {
  const isSecret = WRITE_ONLY_SETTINGS.some((each) => path === each || path.startsWith(`${each}.`));
  return isSecret || settings.some((setting) => setting.path === path);
}

function isOrigin(text: string): boolean {
  if (text === "*") return true;
  const probe = text.replace("://*.", "://wildcard.");
  return (
    URL.canParse(probe) &&
    /^https?:$/.test(new URL(probe).protocol) &&
    new URL(probe).origin === probe
  );
}

function leaves(value: Json, prefix = "", depth = 0): string[] {
  if (depth > MOST_DEPTH) {
    throw refused([{ path: prefix, message: `Use at most ${MOST_DEPTH} levels.` }]);
  }
  return Object.entries(value).flatMap(([key, member]) =>
    isObject(member) ? leaves(member, `${prefix}${key}.`, depth + 1) : [`${prefix}${key}`],
  );
}

/** Places that settings stand below and where something else than an object stands. */
function notGroups(config: Json, settings: readonly Setting[]): string[] {
  const groups = new Set(
    settings.flatMap(({ path }) => {
      const keys = path.split(".");
      return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join("."));
    }),
  );
  const known = new Set(settings.map(({ path }) => path));
  return [...groups].filter((path) => {
    const value = valueAt(config, path);
    return value !== undefined && value !== null && !isObject(value) && !known.has(path);
  });
}

function valueAt(config: Json, path: string): unknown {
  let value: unknown = config;
  for (const key of path.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function setAt(config: Json, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.length === 0 ? config : valueAt(config, keys.join("."));
  if (isObject(parent)) parent[last] = value;
}

/** Like `setAt`, and makes the objects on the way. */
function putAt(config: Json, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let parent = config;
  for (const key of keys) {
    const member = parent[key];
    const next = isObject(member) ? member : {};
    parent[key] = next;
    parent = next;
  }
  parent[last] = value;
}

function removeAt(config: Json, path: string): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const parent = keys.length === 0 ? config : valueAt(config, keys.join("."));
  if (isObject(parent)) delete parent[last];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
