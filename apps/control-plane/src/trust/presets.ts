import type { TrustedIssuerPreset } from "@grantry/contracts";

/** Starting points for issuers that many use; what stands in capitals is to be replaced. */
export function trustedIssuerPresets(audience: string): TrustedIssuerPreset[] {
  return [
    {
      id: "github_actions",
      name: "GitHub Actions",
      issuer: "https://token.actions.githubusercontent.com",
      audience,
      conditions: [
        { claim: "repository", operator: "equals", value: "OWNER/REPOSITORY" },
        { claim: "ref", operator: "equals", value: "refs/heads/main" },
      ],
      single_use: true,
      hint:
        "The job needs `permissions: id-token: write` and asks for this audience. Name the " +
        "repository; `repository_owner_id` holds when somebody else takes its name over.",
    },
    {
      id: "gitlab",
      name: "GitLab",
      issuer: "https://gitlab.com",
      audience,
      conditions: [
        { claim: "project_path", operator: "equals", value: "GROUP/PROJECT" },
        { claim: "ref_protected", operator: "equals", value: "true" },
      ],
      single_use: true,
      hint: "The job asks for the token by `id_tokens:` with this audience as `aud`.",
    },
    {
      id: "kubernetes",
      name: "Kubernetes",
      issuer: "https://CLUSTER-ISSUER",
      audience,
      conditions: [
        {
          claim: "sub",
          operator: "equals",
          value: "system:serviceaccount:NAMESPACE:SERVICE-ACCOUNT",
        },
      ],
      single_use: false,
      hint:
        "The pod mounts a projected service account token with this audience. The issuer is the " +
        "cluster's `--service-account-issuer`; its keys have to be reachable from here.",
    },
  ];
}
