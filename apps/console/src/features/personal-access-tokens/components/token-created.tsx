import type { PersonalAccessToken } from "@grantry/contracts";
import { Play } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { SecretOnce } from "../../../components/ui/secret-once.js";
import { Status } from "../../../components/ui/status.js";
import { addresses } from "../../../lib/addresses.js";
import { shellCommand } from "../../../lib/shell.js";
import { tokenTexts as texts } from "../texts.js";

interface TokenCreatedProps {
  token: PersonalAccessToken & { value: string };
  onClose: () => void;
}

/** The value of a new token, once, with lines that use it. */
export function TokenCreated({ token, onClose }: TokenCreatedProps) {
  const fileName = `${token.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.env`;
  return (
    <SecretOnce
      values={[{ label: texts.createdLabel, value: token.value, secret: true }]}
      file={{
        name: fileName,
        content: `GRANTRY_URL=${addresses.console}\nGRANTRY_PAT=${token.value}\n`,
      }}
      snippets={{
        what: texts.use,
        list: [
          {
            label: "curl",
            code: shellCommand(
              `curl -H "Authorization: Bearer ${token.value}"`,
              `${addresses.api}/projects`,
            ),
          },
          {
            label: "CLI",
            code: [
              `export GRANTRY_URL=${addresses.console}`,
              `export GRANTRY_PAT=${token.value}`,
              "grantry list projects",
            ].join("\n"),
          },
          {
            label: "SDK",
            code: [
              "import { Configuration, ProjectApi } from '@ory/client';",
              "",
              "const api = new ProjectApi(",
              "  new Configuration({",
              `    basePath: ${JSON.stringify(addresses.api)},`,
              `    accessToken: ${JSON.stringify(token.value)},`,
              "  }),",
              ");",
              "const { data } = await api.listProjects();",
            ].join("\n"),
          },
        ],
      }}
      proof={<TestToken value={token.value} />}
      onClose={onClose}
    />
  );
}

interface Result {
  ok: boolean;
  text: string;
}

async function listProjectsWith(value: string): Promise<Result> {
  const begin = performance.now();
  const response = await fetch("/api/projects", {
    headers: { accept: "application/json", authorization: `Bearer ${value}` },
    credentials: "omit",
    cache: "no-store",
  });
  const took = Math.round(performance.now() - begin);
  const body = (await response.json()) as unknown;
  if (response.ok && Array.isArray(body)) {
    return { ok: true, text: texts.testOk(body.length, took) };
  }
  return { ok: false, text: texts.testFailed(response.status, response.statusText) };
}

function TestToken({ value }: { value: string }) {
  const [pending, setPending] = useState(false);
  const [result, setResult] = useState<Result>();
  const test = async () => {
    setPending(true);
    try {
      setResult(await listProjectsWith(value));
    } catch {
      setResult({ ok: false, text: texts.testNoAnswer });
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button
        pending={pending}
        icon={<Play aria-hidden className="size-4" />}
        onClick={() => void test()}
      >
        {texts.test}
      </Button>
      <output className="[&>span]:whitespace-normal">
        {result === undefined ? null : (
          <Status kind={result.ok ? "ok" : "failure"}>{result.text}</Status>
        )}
      </output>
    </div>
  );
}
