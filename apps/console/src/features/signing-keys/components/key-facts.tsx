import type { Project } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { Identifier } from "../../../components/ui/identifier.js";
import { durationInWords } from "../../../lib/format.js";
import { useMay } from "../../../lib/session.js";
import { rotationSecondsOf } from "../rotation-period.js";
import { keyTexts as texts } from "../texts.js";

/** Where the keys are published, and how often they rotate by themselves. */
export function KeyFacts({ project }: { project: Project }) {
  const may = useMay();
  const seconds = rotationSecondsOf(project);
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[9rem_1fr]">
      <dt className="text-muted-foreground">{texts.jwks}</dt>
      <dd className="min-w-0">
        <Identifier value={`${project.issuer}/.well-known/jwks.json`} what="JWKS address" full />
      </dd>
      {may("config:read") ? (
        <>
          <dt className="text-muted-foreground">{texts.rotation}</dt>
          <dd className="flex flex-wrap items-center gap-x-3">
            {seconds === undefined
              ? texts.rotationNever
              : texts.rotationEvery(durationInWords(seconds))}
            <Link
              to="/projects/$project/configuration/$group"
              params={{ project: project.slug, group: "openid" }}
              className="text-primary rounded-badge inline-flex min-h-6 items-center underline-offset-2 hover:underline"
            >
              {texts.change}
            </Link>
          </dd>
        </>
      ) : null}
    </dl>
  );
}
