import type { Environment } from "@grantry/contracts";
import { FlaskConical, Layers, Shield } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { cn } from "./cn.js";

interface Look {
  word: string;
  icon: LucideIcon;
  badge: string;
  band: string;
}

/** Icon, word and colour of each environment. */
export const environments: Record<Environment, Look> = {
  dev: {
    word: "Development",
    icon: FlaskConical,
    badge: "bg-env-dev-soft text-env-dev",
    band: "bg-env-dev",
  },
  stage: {
    word: "Staging",
    icon: Layers,
    badge: "bg-env-stage-soft text-env-stage",
    band: "bg-env-stage",
  },
  prod: {
    word: "Production",
    icon: Shield,
    badge: "bg-env-prod text-env-prod-foreground",
    band: "bg-env-prod",
  },
};

/** The environment of a project, in icon and word. */
export function EnvironmentBadge({ environment }: { environment: Environment }) {
  const { word, icon: Icon, badge } = environments[environment];
  return (
    <span
      className={cn(
        "rounded-badge text-badge inline-flex items-center gap-1 px-1.5 py-0.5 align-middle font-medium whitespace-nowrap",
        badge,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
