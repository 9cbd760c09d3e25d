/** A write at the admin API, in the words of the audit log. */
export interface DescribedWrite {
  readonly action: string;
  readonly targetType: string;
  /** Absent: what the write makes, which names itself. */
  readonly targetId?: string;
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

/** What is made by a POST to a list; frequent, and the same each time. */
const MADE_BY_POST: ReadonlyMap<string, DescribedWrite> = new Map([
  ["/admin/clients", { action: "clients.create", targetType: "clients" }],
]);

/** What a request does, or nothing when it writes nothing. */
export function describeWrite(method: string, url: string): DescribedWrite | undefined {
  if (READS.has(method)) return undefined;
  const made = MADE_BY_POST.get(url);
  if (method === "POST" && made !== undefined) return made;
  const { pathname, searchParams } = new URL(url, "http://plane.invalid");
  if (NO_WRITES.some((pattern) => pattern.test(pathname))) return undefined;
  for (const [named, pattern, action, query] of NAMED) {
    const found = named === method ? pattern.exec(pathname) : null;
    if (found === null) continue;
    const targetId = query === undefined ? decoded(found[1] ?? "") : searchParams.get(query);
    return { action, targetType: action.slice(0, action.indexOf(".")), targetId: targetId ?? "" };
  }
  const [, , area = "", ...rest] = pathname.split("/");
  const write = { action: `${area}.${VERBS[method] ?? "write"}`, targetType: area };
  const isMade = method === "POST" && (rest.length === 0 || area === "trust");
  return isMade ? write : { ...write, targetId: rest.map(decoded).join("/") };
}

/** What the log never shows of a client: in JSON a member without a value is none. */
const SECRETS = {
  client_secret: undefined,
  registration_access_token: undefined,
  registration_client_uri: undefined,
  jwks: undefined,
};
const LONGEST_SHOWN = 20_000;

/**
 * What a write leaves behind as far as the log may show it, as JSON: a client without its secrets.
 * @param beside shown in the same document
 */
export function shownAfter(
  client: Record<string, unknown>,
  beside: Readonly<Record<string, unknown>> = {},
): string | undefined {
  const shown = JSON.stringify({ ...client, ...beside, ...SECRETS });
  return shown.length > LONGEST_SHOWN ? undefined : shown;
}

/** The same of several clients that are written as one. */
export function shownAfterAll(
  changes: readonly {
    readonly client_id: string;
    readonly action: string;
    readonly after?: Record<string, unknown>;
  }[],
): string | undefined {
  const shown = JSON.stringify({
    changes: changes.map(({ after, ...change }) =>
      after === undefined ? change : { ...change, after: { ...after, ...SECRETS } },
    ),
  });
  return shown.length > LONGEST_SHOWN ? undefined : shown;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
