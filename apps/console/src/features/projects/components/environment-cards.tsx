import type { Environment } from "@grantry/contracts";
import { environments } from "../../../components/ui/environment.js";
import { RadioCards } from "../../../components/ui/radio-cards.js";
import { projectTexts as texts } from "../texts.js";

const order: readonly Environment[] = ["dev", "stage", "prod"];

/** The choice of an environment, with what it means. */
export function EnvironmentCards({
  value,
  onChange,
}: {
  value: Environment;
  onChange: (environment: Environment) => void;
}) {
  return (
    <RadioCards
      legend={texts.environment}
      name="environment"
      columns="sm:grid-cols-3"
      value={value}
      onChange={onChange}
      cards={order.map((environment) => ({
        value: environment,
        label: environments[environment].word,
        icon: environments[environment].icon,
        description: texts.environmentHelp[environment],
      }))}
    />
  );
}
