/** A write at the admin API, in the words of the audit log. */
export interface DescribedWrite {
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
}

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "update",
  DELETE: "delete",
};

/**
 * Questions, and the steps of a user's sign-in: they change nothing that stays. The first line that
 * fits a path decides.
 */
const NO_WRITES = [
  /^\/admin\/oauth2\/introspect$/,
  /^\/admin\/oauth2\/auth\/requests\//,
  /^\/admin\/client-set\/plan$/,
];

/** Paths whose action is not simply the verb of their method. */
const NAMED: readonly (readonly [method: string, path: RegExp, action: string, query?: string])[] =
  [
    ["POST", /^\/admin\/clients\/([^/]+)\/secrets\/rotate$/, "clients.roll_secret"],
    ["DELETE", /^\/admin\/clients\/([^/]+)\/secrets\/rotate$/, "clients.end_overlap"],
    ["POST", /^\/admin\/signing-keys\/([^/]+)\/retire$/, "keys.rotate"],
    ["PUT", /^\/admin\/client-set$/, "clients.apply"],
    ["DELETE", /^\/admin\/oauth2\/tokens$/, "tokens.revoke", "client_id"],
    ["DELETE", /^\/admin\/oauth2\/auth\/sessions\/consent$/, "consents.revoke", "subject"],
    ["DELETE", /^\/admin\/oauth2\/auth\/sessions\/login$/, "sessions.end", "subject"],
  ];

/** What a request does, or nothing when it writes nothing. */
export function describeWrite(method: string, url: string): DescribedWrite | undefined {
  if (READS.has(method)) return undefined;
  const { pathname, searchParams } = new URL(url, "http://plane.invalid");
  if (NO_WRITES.some((pattern) => pattern.test(pathname))) return undefined;
  for (const [named, pattern, action, query] of NAMED) {
    const found = named === method ? pattern.exec(pathname) : null;
    if (found === null) continue;
    const targetId = query === undefined ? decoded(found[1] ?? "") : searchParams.get(query);
    return { action, targetType: action.slice(0, action.indexOf(".")), targetId: targetId ?? "" };
  }
  const [, , area = "", ...rest] = pathname.split("/");
  return {
    action: `${area}.${VERBS[method] ?? "write"}`,
    targetType: area,
    targetId: rest.map(decoded).join("/"),
  };
}

/** The id of what was written: in the path, or in the answer when it was made just now. */
export function targetOf({ targetId, targetType }: DescribedWrite, answered: unknown): string {
  const isCollection = targetId === "" || targetType === "trust" || targetType === "sessions";
  if (!isCollection || typeof answered !== "object" || answered === null) return targetId;
  const members = new Map<string, unknown>(Object.entries(answered));
  const id = members.get("client_id") ?? members.get("id");
  return typeof id === "string" ? id : targetId;
}

const SECRETS: ReadonlySet<string> = new Set([
  "client_secret",
  "registration_access_token",
  "registration_client_uri",
  "jwks",
]);
const LONGEST_SHOWN = 20_000;

/** What a write left behind as far as the log may show it: a client without its secrets. */
export function shownAfter(
  targetType: string,
  answered: unknown,
): Record<string, unknown> | undefined {
  if (targetType !== "clients" || typeof answered !== "object" || answered === null) {
    return undefined;
  }
  const shown = Object.fromEntries(
    Object.entries(answered).filter(([member]) => !SECRETS.has(member)),
  );
  return JSON.stringify(shown).length > LONGEST_SHOWN ? undefined : shown;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
