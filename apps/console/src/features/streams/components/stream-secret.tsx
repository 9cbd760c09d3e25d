import { SecretOnce } from "../../../components/ui/secret-once.js";
import { streamTexts as texts } from "../texts.js";

const VERIFY = `import { createHmac, timingSafeEqual } from "node:crypto";

// body: the request body as text, before it is parsed
export function isGenuine(headers, body) {
  const key = Buffer.from(process.env.GRANTRY_WEBHOOK_SECRET.slice("whsec_".length), "base64");
  const signed = \`\${headers["webhook-id"]}.\${headers["webhook-timestamp"]}.\${body}\`;
  const wanted = createHmac("sha256", key).update(signed).digest();
  return headers["webhook-signature"].split(" ").some((entry) => {
    const given = Buffer.from(entry.slice("v1,".length), "base64");
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}`;

interface StreamSecretProps {
  secret: string;
  onClose: () => void;
}

/** The signing secret of a stream, once, with the code that checks a delivery. */
export function StreamSecret({ secret, onClose }: StreamSecretProps) {
  return (
    <SecretOnce
      title={texts.secretTitle}
      values={[{ label: texts.signingSecret, value: secret, secret: true }]}
      file={{ name: "event-stream.env", content: `GRANTRY_WEBHOOK_SECRET=${secret}\n` }}
      snippets={{ what: texts.verify, list: [{ label: "SDK", code: VERIFY }] }}
      onClose={onClose}
    />
  );
}
