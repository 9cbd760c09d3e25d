import type { OAuth2ErrorBody, Project, TokenResponse } from "@grantry/contracts";
import { Play } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Status } from "../../../components/ui/status.js";
import { addresses } from "../../../lib/addresses.js";
import { durationInWords } from "../../../lib/format.js";
import { clientTexts as texts } from "../texts.js";

interface RunNowProps {
  project: Project;
  id: string;
  secret: string;
}

interface Result {
  ok: boolean;
  text: string;
}

/** Asks for a token with client credentials (RFC 6749 §4.4); the token itself is dropped. */
async function firstToken({ project, id, secret }: RunNowProps): Promise<Result> {
  const begin = performance.now();
  const basic = btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`);
  const response = await fetch(`${addresses.issuer(project.slug)}/oauth2/token`, {
    method: "POST",
    cache: "no-store",
    credentials: "omit",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const took = Math.round(performance.now() - begin);
  const body = (await response.json()) as Partial<TokenResponse & OAuth2ErrorBody>;
  if (!response.ok) {
    const reason = body.error_description ?? body.error ?? response.statusText;
    return { ok: false, text: texts.runFailed(response.status, reason) };
  }
  return { ok: true, text: texts.runOk(took, durationInWords(body.expires_in ?? 0)) };
}

/** Proves the new secret with a real token request. */
export function RunNow(props: RunNowProps) {
  const [pending, setPending] = useState(false);
  const [result, setResult] = useState<Result>();
  const run = async () => {
    setPending(true);
    try {
      setResult(await firstToken(props));
    } catch {
      setResult({ ok: false, text: texts.runNoAnswer });
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button
        pending={pending}
        icon={<Play aria-hidden className="size-4" />}
        onClick={() => void run()}
      >
        {texts.runNow}
      </Button>
      <output className="[&>span]:whitespace-normal">
        {result === undefined ? null : (
          <Status kind={result.ok ? "ok" : "failure"}>{result.text}</Status>
        )}
      </output>
    </div>
  );
}
