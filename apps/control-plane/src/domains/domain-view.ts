import type { CustomDomain } from "@grantry/contracts";
import { CHALLENGE_LABEL, challengeText } from "@grantry/control";
import type { CustomDomainRow, ProjectRow } from "@grantry/persistence";

/** A custom domain as the API shows it. */
export function domainView(project: ProjectRow, domain: CustomDomainRow): CustomDomain {
  return {
    id: domain.id,
    project_id: domain.projectId,
    hostname: domain.hostname,
    cookie_domain: "",
    cors_enabled: domain.corsEnabled,
    cors_allowed_origins: domain.corsAllowedOrigins,
    custom_ui_base_url: "",
    verification_status: domain.verifiedAt === null ? "pending" : "verified",
    verification_errors: domain.verificationErrors,
    verification_record: {
      type: "TXT",
      name: `${CHALLENGE_LABEL}.${domain.hostname}`,
      value: challengeText(domain.challenge),
    },
    verified_at: moment(domain.verifiedAt),
    checked_at: moment(domain.checkedAt),
    is_issuer: project.issuerHost === domain.hostname,
    ssl_status: "",
    created_at: domain.createdAt.toISOString(),
    updated_at: domain.updatedAt.toISOString(),
  };
}

function moment(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
