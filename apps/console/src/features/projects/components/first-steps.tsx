import type { OAuth2Client, Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button, buttonClass } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { SnippetTabs } from "../../../components/ui/snippet-tabs.js";
import { read } from "../../../lib/api.js";
import { useMay } from "../../../lib/session.js";
import { shellCommand } from "../../../lib/shell.js";
import { readPreference, storePreference } from "../../../lib/stored.js";
import { projectTexts as texts } from "../texts.js";

function tokenSnippets(project: Project) {
  const issuer = project.issuer;
  return [
    {
      label: "curl" as const,
      code: shellCommand(
        'curl -u "$CLIENT_ID:$CLIENT_SECRET"',
        `${issuer}/oauth2/token`,
        "-d grant_type=client_credentials",
      ),
    },
    {
      label: "CLI" as const,
      code: shellCommand(
        `grantry perform client-credentials --project ${project.slug}`,
        '--client-id "$CLIENT_ID" --client-secret "$CLIENT_SECRET"',
      ),
    },
  ];
}

function introspectSnippets(project: Project) {
  const issuer = project.issuer;
  return [
    {
      label: "curl" as const,
      code: shellCommand(
        'curl -u "$CLIENT_ID:$CLIENT_SECRET"',
        `${issuer}/oauth2/introspect`,
        '-d token="$ACCESS_TOKEN"',
      ),
    },
    {
      label: "CLI" as const,
      code: `grantry introspect token "$ACCESS_TOKEN" --project ${project.slug}`,
    },
  ];
}

/** What leads from a new project to a first token; hidden for good when asked to. */
export function FirstSteps({ project }: { project: Project }) {
  const may = useMay();
  const [hidden, setHidden] = useState(
    () => readPreference(`first-steps.${project.id}`) === "hidden",
  );
  const clients = useQuery({
    queryKey: [project.id, "clients", "any"],
    queryFn: ({ signal }) =>
      read<OAuth2Client[]>(`/projects/${project.id}/admin/clients`, {
        query: { page_size: 1 },
        signal,
      }),
    enabled: may("clients:read"),
  });
  if (hidden) return null;
  const done = (clients.data?.length ?? 0) > 0;
  const hide = () => {
    storePreference(`first-steps.${project.id}`, "hidden");
    setHidden(true);
  };
  return (
    <Card
      title={texts.firstSteps}
      description={texts.firstStepsText}
      actions={
        <Button kind="ghost" size="dense" onClick={hide}>
          {texts.hideSteps}
        </Button>
      }
    >
      <ol className="flex flex-col gap-6">
        <Step number={1} done={done} title={texts.stepClient}>
          <p className="text-muted-foreground">
            {done ? texts.stepClientDone : texts.stepClientText}
          </p>
          {may("clients:write") && !done ? (
            <Link
              to="/projects/$project/clients/new"
              params={{ project: project.slug }}
              className={`${buttonClass("primary")} mt-3`}
            >
              {texts.stepClient}
            </Link>
          ) : null}
        </Step>
        <Step number={2} title={texts.stepToken}>
          <p className="text-muted-foreground mb-3">{texts.stepTokenText}</p>
          <SnippetTabs what={texts.stepToken} snippets={tokenSnippets(project)} />
        </Step>
        <Step number={3} title={texts.stepIntrospect}>
          <p className="text-muted-foreground mb-3">{texts.stepIntrospectText}</p>
          <SnippetTabs what={texts.stepIntrospect} snippets={introspectSnippets(project)} />
        </Step>
      </ol>
    </Card>
  );
}

interface StepProps {
  number: number;
  title: string;
  done?: boolean;
  children: ReactNode;
}

function Step({ number, title, done = false, children }: StepProps) {
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      {done ? (
        <CircleCheck aria-hidden className="text-success size-6" />
      ) : (
        <span
          aria-hidden
          className="text-badge border-input text-muted-foreground inline-flex size-6 items-center justify-center rounded-full border font-medium tabular-nums"
        >
          {number}
        </span>
      )}
      <div className="min-w-0">
        <h3 className="font-medium">{title}</h3>
        {children}
      </div>
    </li>
  );
}
