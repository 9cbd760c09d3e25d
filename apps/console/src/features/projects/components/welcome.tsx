import type { Project, ProjectMetadata } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Card } from "../../../components/ui/card.js";
import { CodeBlock } from "../../../components/ui/code-block.js";
import { read } from "../../../lib/api.js";
import { shellCommand } from "../../../lib/shell.js";
import { projectTexts as texts } from "../texts.js";
import { CreateProjectForm } from "./create-project-form.js";

const commands = [
  shellCommand("grantry create project --use-project", `--name "${texts.firstName}"`),
  shellCommand(
    "grantry create oauth2-client",
    '--name "My first client"',
    "--grant-type client_credentials",
  ),
  shellCommand(
    "grantry perform client-credentials",
    '--client-id "$CLIENT_ID"',
    '--client-secret "$CLIENT_SECRET"',
  ),
].join("\n");

interface WelcomeProps {
  workspaceId: string;
  onCreated: (project: Project) => void;
  /** A project that came into being elsewhere meanwhile. */
  onFound: (project: ProjectMetadata) => void;
}

/** The first run: one field, or three commands. */
export function Welcome({ workspaceId, onCreated, onFound }: WelcomeProps) {
  const created = useRef(false);
  const { data } = useQuery({
    queryKey: [`workspace:${workspaceId}`, "any-project"],
    queryFn: ({ signal }) => read<ProjectMetadata[]>("/projects", { signal }),
    refetchInterval: 3000,
  });
  const first = data?.[0];
  useEffect(() => {
    if (first !== undefined && !created.current) onFound(first);
  }, [first, onFound]);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title={texts.create}>
        <CreateProjectForm
          shape="first-run"
          workspaceId={workspaceId}
          onBegin={() => {
            created.current = true;
          }}
          onCreated={onCreated}
        />
      </Card>
      <Card title={texts.fromTerminal} description={texts.fromTerminalText}>
        <CodeBlock code={commands} what="commands" />
      </Card>
    </div>
  );
}
