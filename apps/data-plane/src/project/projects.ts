import { CLAIMS_OF_SCOPE, Client, Sealer, generateSigningKey, parsePolicy } from "@grantry/oauth2";
import type {
  Issuer,
  Outbound,
  SecretHashes,
  SigningAlgorithm,
  SigningKeys,
  SubjectClaims,
} from "@grantry/oauth2";
import { issuerHostOf } from "@grantry/persistence";
import type { AdminWrite, PlaneDatabase, PlaneProject, ProjectStores } from "@grantry/persistence";
import type { Addresses, Logger } from "@grantry/platform";
import { claimsOf } from "@grantry/identity";
import { tellClients } from "../admin/told-clients.js";
import { readProjectCors } from "../edge/cors-policy.js";
import type { HookCallers } from "../hooks/hook-caller.js";
import { countSignIns, noteActiveUsers } from "../usage/counted-stores.js";
import { limitClients } from "../usage/limited-clients.js";
import type { UsageBook } from "../usage/usage-book.js";
import { readAccountSettings } from "./account-settings.js";
import { BoundedCache } from "./bounded-cache.js";
import { hearOwnChanges } from "./own-changes.js";
import { prepareDocuments } from "./metadata-documents.js";
import type { OpenedProject } from "./opened-project.js";
import { readOnce } from "./read-once.js";
import { openSigningKeys, replaceSigningKey, retireSigningKey } from "./signing-sets.js";
import type { WantedSigningKey } from "./signing-sets.js";

/** Ten thousand stay open whatever their order of use: a cache drops half of what it holds at a time. */
const MOST_PROJECTS = 20_000;
const MOST_CLIENTS = 50_000;

const policyOf = readOnce(parsePolicy);
const corsOf = readOnce(readProjectCors);

export interface ProjectsOptions {
  readonly plane: PlaneDatabase;
  readonly usage: UsageBook;
  readonly addresses: Addresses;
  readonly passwords: SecretHashes;
  readonly outbound: Outbound;
  readonly hooks: HookCallers;
  readonly logger: Logger;
  readonly clock?: () => Date;
}

/** The project lives on another plane; whoever asked here has an old routing table. */
export class MovedAway extends Error {
  override readonly name = "MovedAway";
}

/**
 * Opens projects: the one place that turns a slug into an issuer with its stores. What was opened
 * is kept, bounded, until the plane's database says that it changed; while nobody listens for
 * changes nothing is kept.
 */
export class Projects {
  readonly #options: ProjectsOptions;
  readonly #opened = new BoundedCache<string, Kept<OpenedProject>>(MOST_PROJECTS);
  readonly #clients = new BoundedCache<string, Kept<Client>>(MOST_CLIENTS);
  /** Raised by every change of a project, so that one read before it is not kept after it. */
  #changes = 0;

  constructor(options: ProjectsOptions) {
    this.#options = options;
    options.plane.subscribe((change) => {
      if (change.kind === "down") return this.#forgetEverything();
      if (change.kind === "client") this.#forgetClient(change.projectId, change.id);
      if (change.kind === "project" || change.kind === "keys")
        this.#forgetProject(change.projectId);
    });
  }

  /**
   * The project of a slug, or nothing when this plane serves none of that name.
   * @throws MovedAway when another plane serves it
   */
  find(slug: string): Promise<OpenedProject | undefined> {
    return this.#find(slug, () => this.#options.plane.resolve(slug));
  }

  /** The project of a host name of its own, or nothing. */
  findByHost(host: string): Promise<OpenedProject | undefined> {
    // No slug begins with a slash.
    return this.#find(`//${host}`, () => this.#options.plane.resolveHost(host));
  }

  #find(
    name: string,
    resolve: () => Promise<PlaneProject | undefined>,
  ): Promise<OpenedProject | undefined> {
    return this.#kept(this.#opened, name, async () => {
      const changes = this.#changes;
      const project = await resolve();
      if (project === undefined || project.placement === "arriving") return undefined;
      if (project.placement === "moved") throw new MovedAway();
      const opened = await this.#open(project);
      if (changes !== this.#changes) this.#opened.delete(name);
      return opened;
    });
  }

  /** The project of a slug when it stands open, without waiting. */
  opened(slug: string): OpenedProject | undefined {
    return this.#opened.get(slug)?.value;
  }

  async #open(project: PlaneProject): Promise<OpenedProject> {
    const { addresses, plane, passwords, outbound, hooks } = this.#options;
    const clock = this.#options.clock ?? (() => new Date());
    const config = project.config as {
      oauth2?: unknown;
      account_experience?: unknown;
      limits?: unknown;
      workspace_tokens_used_up?: unknown;
    };
    const usage = this.#options.usage.of(project.id, config);
    const storesOf = (write?: AdminWrite): ProjectStores => {
      const stored = plane.inProject(project.id, write);
      const clients = tellClients(limitClients(stored.clients, usage), write);
      return {
        ...stored,
        sessions: countSignIns(stored.sessions, usage),
        grants: noteActiveUsers(stored.grants, usage),
        clients: hearOwnChanges(clients, (id) => this.#forgetClient(project.id, id)),
      };
    };
    const stores = storesOf();
    const { policy, problems } = policyOf(config.oauth2);
    for (const problem of problems) {
      this.#options.logger.warn({ project: project.id, ...problem }, "setting ignored");
    }
    const sealer = new Sealer(project.secret, clock);
    const keys = await openSigningKeys(stores);
    const issuer: Issuer = {
      url: addresses.issuer(project.slug, issuerHostOf(project.config)),
      policy,
      keys,
      ensureSigningKey: (algorithm) => ensureSigningKey(stores, keys, algorithm, clock()),
      sealer,
      stores,
      client: (clientId) => this.#client(project.id, stores, clientId),
      subjects: subjectsOf(stores),
      passwords,
      outbound,
      hooks: hooks.of(project.id, stores.deliveries),
      clock,
    };
    const forgetting = async <Outcome>(changing: Promise<Outcome>): Promise<Outcome> => {
      const outcome = await changing;
      this.#forgetProject(project.id);
      return outcome;
    };
    const keyChangesIn = (held: ProjectStores) => ({
      replaceSigningKey: (wanted: WantedSigningKey) =>
        forgetting(replaceSigningKey(held, policy, wanted, clock())),
      retireSigningKey: (kid: string) => forgetting(retireSigningKey(held, policy, kid, clock())),
    });
    const opened: OpenedProject = {
      id: project.id,
      slug: project.slug,
      issuerHost: issuerHostOf(project.config),
      name: project.name,
      environment: project.environment,
      state: project.state,
      placement: project.placement,
      revision: project.revision,
      issuer,
      sealer,
      stores,
      usage,
      ...keyChangesIn(stores),
      telling(write) {
        const told = storesOf(write);
        return {
          ...opened,
          issuer: { ...issuer, stores: told },
          stores: told,
          ...keyChangesIn(told),
        };
      },
      accountExperience: readAccountSettings(config.account_experience),
      cors: corsOf({
        cors_public: project.config["cors_public"],
        cors_admin: project.config["cors_admin"],
      }),
      documents: prepareDocuments(issuer),
    };
    return opened;
  }

  #client(projectId: string, stores: ProjectStores, clientId: string): Promise<Client | undefined> {
    return this.#kept(this.#clients, `${projectId}\0${clientId}`, async () => {
      const record = await stores.clients.find(clientId);
      return record === undefined ? undefined : new Client(record);
    });
  }

  /** Keeps what was found while changes are heard; a miss or a failure is asked again next time. */
  #kept<Value>(
    cache: BoundedCache<string, Kept<Value>>,
    key: string,
    load: () => Promise<Value | undefined>,
  ): Promise<Value | undefined> {
    const known = cache.get(key);
    if (known !== undefined) return known.loading;
    const loading = load();
    if (!this.#options.plane.listening) return loading;
    const kept: Kept<Value> = { loading, value: undefined };
    cache.set(key, kept);
    const forget = (): void => {
      if (cache.get(key) === kept) cache.delete(key);
    };
    loading.then((value) => {
      if (value === undefined) forget();
      kept.value = value;
    }, forget);
    return loading;
  }

  #forgetClient(projectId: string, clientId: string): void {
    this.#clients.delete(`${projectId}\0${clientId}`);
  }

  #forgetProject(projectId: string): void {
    this.#changes += 1;
    this.#opened.deleteWhere(({ value }) => value?.id === projectId);
  }

  #forgetEverything(): void {
    this.#changes += 1;
    this.#opened.clear();
    this.#clients.clear();
  }
}

/** What is kept of a look-up: every caller of the moment waits for the same one. */
interface Kept<Value> {
  readonly loading: Promise<Value | undefined>;
  value: Value | undefined;
}

function subjectsOf(stores: ProjectStores): SubjectClaims {
  return {
    async ofSubject(subject, scope, names = []) {
      const asksNothing = names.length === 0 && !CLAIM_SCOPES.some((each) => scope.includes(each));
      if (asksNothing || !isUuid(subject)) return {};
      const identity = await stores.identities.find(subject);
      if (identity === undefined) return {};
      const named = Object.entries(claimsOf(identity, CLAIM_SCOPES)).filter(([name]) =>
        names.includes(name),
      );
      return { ...claimsOf(identity, scope), ...Object.fromEntries(named) };
    },
  };
}

const CLAIM_SCOPES = Object.keys(CLAIMS_OF_SCOPE);

/** Adds a current and a next key of an algorithm that the project did not sign with so far. */
async function ensureSigningKey(
  stores: ProjectStores,
  keys: SigningKeys,
  algorithm: SigningAlgorithm,
  now: Date,
): Promise<void> {
  if (keys.canSign(algorithm)) return;
  const stored = await stores.signingKeys.list();
  if (stored.some((key) => key.algorithm === algorithm && key.state === "current")) return;
  for (const state of ["current", "next"] as const) {
    const key = await generateSigningKey(algorithm, state, now);
    await stores.signingKeys.insert(key).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  }
}

/** Another request added a key of that state meanwhile, which serves as well. */
function isTaken(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "23505";
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isUuid(text: string): boolean {
  return UUID.test(text);
}
