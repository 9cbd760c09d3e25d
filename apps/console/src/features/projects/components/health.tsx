import type { Project } from "@grantry/contracts";
import { useQuery } from "@tanstack/react-query";
import { Card } from "../../../components/ui/card.js";
import { Status, type StatusKind } from "../../../components/ui/status.js";
import { callApi } from "../../../lib/api.js";
import {
  discoveryQuery,
  isReadableHere,
  keySetQuery,
  type KeySet,
} from "../../../lib/discovery.js";
import { useMay } from "../../../lib/session.js";
import { projectTexts as texts } from "../texts.js";
import { ProjectStatus } from "./projects-table.js";

interface Row {
  label: string;
  kind: StatusKind;
  word: string;
}

function useAdminProbe(project: Project) {
  const may = useMay();
  return useQuery({
    queryKey: [project.id, "admin-probe"],
    queryFn: async ({ signal }) => {
      const begin = performance.now();
      await callApi("GET", `/projects/${project.id}/admin/clients`, {
        query: { page_size: 1 },
        signal,
      });
      return Math.round(performance.now() - begin);
    },
    enabled: may("clients:read"),
    refetchInterval: 30_000,
    retry: 1,
  });
}

function keysRow(keys: KeySet | undefined, failed: boolean): Row {
  const label = texts.keysRow;
  if (keys === undefined) {
    return failed
      ? { label, kind: "failure", word: texts.discoveryFails }
      : { label, kind: "running", word: texts.checking };
  }
  if (keys.keys.length === 0) return { label, kind: "failure", word: texts.keysMissing };
  const algorithms = [...new Set(keys.keys.flatMap(({ alg }) => (alg ? [alg] : [])))].join(", ");
  return { label, kind: "ok", word: texts.keysPublished(keys.keys.length, algorithms) };
}

/** The rows of the health card, as far as they can be measured from here. */
export function useHealth(project: Project): { rows: Row[]; word: string; kind: StatusKind } {
  const discovery = useQuery(discoveryQuery(project));
  const keys = useQuery(keySetQuery(project));
  const admin = useAdminProbe(project);
  const rows: Row[] = [];
  if (isReadableHere(project.slug)) {
    rows.push(
      discovery.isError
        ? { label: texts.discoveryRow, kind: "failure", word: texts.discoveryFails }
        : discovery.data
          ? {
              label: texts.discoveryRow,
              kind: "ok",
              word: texts.discoveryIn(discovery.data.milliseconds),
            }
          : { label: texts.discoveryRow, kind: "running", word: texts.checking },
      keysRow(keys.data?.data, keys.isError),
    );
  }
  if (admin.isEnabled) {
    rows.push(
      admin.isError
        ? { label: texts.adminRow, kind: "failure", word: texts.adminFails }
        : admin.data === undefined
          ? { label: texts.adminRow, kind: "running", word: texts.checking }
          : { label: texts.adminRow, kind: "ok", word: texts.adminAnswers(admin.data) },
    );
  }
  if (project.state !== "running") return { rows, word: texts.halted, kind: "neutral" };
  if (rows.some(({ kind }) => kind === "failure")) {
    return { rows, word: texts.failing, kind: "failure" };
  }
  if (rows.some(({ kind }) => kind === "running")) {
    return { rows, word: texts.checking, kind: "running" };
  }
  return { rows, word: texts.healthy, kind: "ok" };
}

/** How the project answers right now. */
export function Health({ project }: { project: Project }) {
  const { rows } = useHealth(project);
  return (
    <Card title={texts.health}>
      <dl className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-4">
          <dt className="text-muted-foreground">{texts.stateRow}</dt>
          <dd className="flex">
            <ProjectStatus state={project.state} />
          </dd>
        </div>
        {rows.map(({ label, kind, word }) => (
          <div key={label} className="flex flex-wrap items-center justify-between gap-x-4">
            <dt className="text-muted-foreground">{label}</dt>
            <dd className="flex">
              <Status kind={kind}>{word}</Status>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
