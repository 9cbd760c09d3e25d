import {
  type ControlDatabase,
  type ControlStores,
  deliverToPlane,
  type OutboxMessage,
  type PlaneDirectory,
  type PlaneProvisioner,
} from "@grantry/persistence";
import { GuardedFetch, type Logger, TextRecords } from "@grantry/platform";
import type { ControlPlaneConfig } from "./config.js";
import { AddressLimit } from "./http/address-limit.js";
import { IssuerKeys } from "./trust/issuer-keys.js";
import { PermissionUses } from "./tokens/permission-uses.js";

/** How long an answer waits for the planes; afterwards the outbox goes on alone. */
const DELIVERY_MILLISECONDS = 5_000;

/** The world that the use cases of the control plane may touch. */
export class ControlPlane {
  readonly tokenDigestKey: Buffer;
  /** Of every listed master key; the first is `tokenDigestKey`. */
  readonly tokenDigestKeys: readonly Buffer[];
  readonly sessionDigestKey: Buffer;
  readonly serviceCredentialKey: Buffer;
  readonly invitationDigestKey: Buffer;
  readonly registrationTicketKey: Buffer;
  readonly planKey: Buffer;
  /** The way to addresses that tenants chose. */
  readonly outbound: GuardedFetch;
  readonly textRecords: TextRecords;
  readonly permissionUses: PermissionUses;
  readonly issuerKeys: IssuerKeys;
  readonly exchangeLimit: AddressLimit;
  readonly leakLimit: AddressLimit;

  constructor(
    readonly config: ControlPlaneConfig,
    readonly control: ControlDatabase,
    readonly planes: PlaneDirectory,
    readonly logger: Logger,
  ) {
    const { envelope } = config.secrets;
    this.tokenDigestKey = envelope.derive("personal-access-token");
    this.tokenDigestKeys = envelope.deriveEach("personal-access-token");
    this.sessionDigestKey = envelope.derive("console-session");
    this.invitationDigestKey = envelope.derive("invitation-code");
    this.registrationTicketKey = envelope.derive("registration-ticket");
    this.planKey = envelope.derive("project-plan");
    this.serviceCredentialKey = envelope.derive("service-credential");
    this.outbound = new GuardedFetch(config.outboundAllow);
    this.issuerKeys = new IssuerKeys(this.outbound);
    const { rateLimits } = config;
    this.exchangeLimit = new AddressLimit({ name: "token-exchange", perMinute: 60 }, rateLimits);
    this.leakLimit = new AddressLimit({ name: "secret-scanning", perMinute: 300 }, rateLimits);
    this.textRecords = new TextRecords(config.dnsServers);
    this.permissionUses = new PermissionUses(control, logger);
  }

  get addresses() {
    return this.config.addresses;
  }

  /**
   * Commits a use case, then brings its messages to the plane before the answer. What does not
   * arrive in time stays in the outbox and is tried again.
   */
  async commit<T>(
    work: (stores: ControlStores) => Promise<{ result: T; messages: OutboxMessage[] }>,
  ): Promise<T> {
    const { result, messages } = await this.control.transaction(work);
    await this.deliver(messages);
    return result;
  }

  /** Delivers messages in order, and stops waiting when it takes too long. */
  async deliver(messages: readonly OutboxMessage[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DELIVERY_MILLISECONDS);
    });
    const delivery = this.deliverInOrder(messages).catch((cause: unknown) => {
      this.logger.error({ err: cause }, "outbox delivery failed");
    });
    await Promise.race([delivery, patience]);
    clearTimeout(timer);
  }

  /** Asks every plane; those that are away are left out and `failure` is logged. */
  async askEveryPlane<T>(
    ask: (plane: PlaneProvisioner) => Promise<T>,
    failure: string,
  ): Promise<T[]> {
    const every = await this.planes.all();
    const answers = await Promise.allSettled(every.map(({ provisioner }) => ask(provisioner)));
    return answers.flatMap((answer) => {
      if (answer.status === "fulfilled") return [answer.value];
      this.logger.warn({ err: answer.reason as unknown }, failure);
      return [];
    });
  }

  /** Brings one message to the plane; throws when it does not arrive. */
  readonly deliverOne = (message: OutboxMessage): Promise<void> =>
    deliverToPlane(this.control, this.planes, message);

  private async deliverInOrder(messages: readonly OutboxMessage[]): Promise<void> {
    for (const message of messages) {
      const arrived = await this.control.outbox.attempt(message, this.deliverOne);
      if (!arrived) {
        const { kind, subjectId } = message;
        this.logger.warn({ kind, subjectId }, "plane not reached, the outbox tries again");
        return;
      }
    }
  }
}
