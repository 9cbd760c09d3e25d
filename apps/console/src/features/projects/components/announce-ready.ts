import type { Project } from "@grantry/contracts";
import { toast } from "../../../components/ui/toast.js";
import { addresses } from "../../../lib/addresses.js";
import { isReadableHere } from "../../../lib/discovery.js";
import { projectTexts as texts } from "../texts.js";

/** Says that a project was created, with the time its discovery took where this page can read it. */
export async function announceReady(project: Project): Promise<void> {
  if (!isReadableHere(project.slug)) {
    toast(texts.created);
    return;
  }
  const begin = performance.now();
  try {
    const address = `${addresses.issuer(project.slug)}/.well-known/openid-configuration`;
    const response = await fetch(address, { cache: "no-store", credentials: "omit" });
    const took = Math.round(performance.now() - begin);
    toast(response.ok ? texts.createdIn(took) : texts.created);
  } catch {
    toast(texts.created);
  }
}
