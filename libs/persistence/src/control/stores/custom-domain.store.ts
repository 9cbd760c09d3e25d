import { type EntityManager, IsNull, Not } from "typeorm";
import { type CustomDomainRow, customDomainTable } from "../tables/custom-domain.table.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const UNIQUE_VIOLATION = "23505";

export type CustomDomainChange = Partial<Omit<CustomDomainRow, "id" | "projectId" | "createdAt">>;

/** Host names that projects claim. */
export class CustomDomainStore {
  constructor(private readonly manager: EntityManager) {}

  /** Of one project, in the order of creation. */
  list(projectId: string): Promise<CustomDomainRow[]> {
    return this.manager.find(customDomainTable, {
      where: { projectId },
      order: { createdAt: "asc", id: "asc" },
    });
  }

  async find(projectId: string, id: string): Promise<CustomDomainRow | null> {
    return UUID.test(id) ? this.manager.findOneBy(customDomainTable, { projectId, id }) : null;
  }

  /** Whose a name is, if somebody has shown that it is theirs. */
  findVerified(hostname: string): Promise<CustomDomainRow | null> {
    return this.manager.findOneBy(customDomainTable, { hostname, verifiedAt: Not(IsNull()) });
  }

  /** What waits to be verified and was claimed after `since`, the oldest look first. */
  async pending(since: Date, limit: number): Promise<CustomDomainRow[]> {
    return this.manager
      .createQueryBuilder(customDomainTable, "domain")
      .where("domain.verifiedAt is null and domain.createdAt > :since", { since })
      .orderBy("domain.checkedAt", "ASC", "NULLS FIRST")
      .take(limit)
      .getMany();
  }

  /** @returns false when the project has claimed that name already */
  async create(domain: CustomDomainRow): Promise<boolean> {
    return this.unlessTaken(() => this.manager.insert(customDomainTable, domain));
  }

  /** @returns false when the name has become somebody's, or the domain was removed */
  async change(projectId: string, id: string, change: CustomDomainChange): Promise<boolean> {
    const set = { ...change, updatedAt: new Date() };
    let affected: number | undefined;
    const free = await this.unlessTaken(async () => {
      ({ affected } = await this.manager.update(customDomainTable, { projectId, id }, set));
    });
    return free && affected === 1;
  }

  /** @returns false when it was removed already */
  async remove(projectId: string, id: string): Promise<boolean> {
    const result = await this.manager.delete(customDomainTable, { projectId, id });
    return result.affected === 1;
  }

  /** Frees every name of a project. */
  async removeAll(projectId: string): Promise<void> {
    await this.manager.delete(customDomainTable, { projectId });
  }

  /** Where gateways send each verified name. */
  routes(): Promise<{ hostname: string; slug: string }[]> {
    return this.manager.query(
      `select domain.hostname, project.slug from custom_domains domain
         join projects project on project.id = domain.project_id
        where domain.verified_at is not null and project.state <> 'deleted'
        order by domain.hostname`,
    );
  }

  /** A savepoint, so that a transaction outlives what is refused. */
  private async unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
    const inTransaction = this.manager.queryRunner?.isTransactionActive === true;
    if (inTransaction) await this.manager.query("savepoint custom_domain");
    try {
      await write();
      if (inTransaction) await this.manager.query("release savepoint custom_domain");
      return true;
    } catch (cause) {
      if ((cause as { readonly code?: unknown }).code !== UNIQUE_VIOLATION) throw cause;
      if (inTransaction) await this.manager.query("rollback to savepoint custom_domain");
      return false;
    }
  }
}
