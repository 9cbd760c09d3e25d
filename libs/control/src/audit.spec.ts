import { canonicalJson } from "@grantry/contracts";
import { type AuditEntry, chainAuditEntry, findChainBreak } from "./audit.js";

const entry: AuditEntry = {
  workspaceId: "5a9a7f2e-0000-4000-8000-000000000001",
  projectId: null,
  actor: { type: "system", id: "x", label: "x", address: null, userAgent: null, requestId: "r" },
  action: "workspace.create",
  target: { type: "workspace", id: "x", label: "x" },
  before: null,
  after: { name: "x" },
};

function chainOf(length: number) {
  const events: ReturnType<typeof chainAuditEntry>[] = [];
  for (let index = 0; index < length; index += 1) {
    const at = { id: `event-${index}`, occurredAt: new Date(1_700_000_000_000 + index) };
    events.push(chainAuditEntry(events.at(-1), entry, at));
  }
  return events;
}

describe("audit chain", () => {
  it("is intact when nobody touched it", () => {
    expect(findChainBreak(chainOf(5))).toBeUndefined();
    expect(findChainBreak([])).toBeUndefined();
  });

  it("finds a changed, a removed and a moved event", () => {
    const events = chainOf(5);
    const changed = events.map((event) =>
      event.sequence === 3 ? { ...event, after: { name: "y" } } : event,
    );
    expect(findChainBreak(changed)).toBe(3);
    expect(findChainBreak(events.toSpliced(1, 1))).toBe(3);
    const [first, second, third, ...rest] = events;
    const moved = [first, third, second, ...rest].flatMap((event) => event ?? []);
    expect(findChainBreak(moved)).toBe(3);
  });

  it("keeps what a jsonb column can hold of a text, and nothing else is lost", () => {
    const name = "a\0b \ud800 \u{1f600} \\u0000 \\\0";
    const at = { id: "event", occurredAt: new Date() };
    const target = { type: "client", id: "\udfff", label: "x" };
    const event = chainAuditEntry(undefined, { ...entry, target, after: { [name]: name } }, at);
    const kept = "a\ufffdb \ufffd \u{1f600} \\u0000 \\\ufffd";
    expect(event.after).toEqual({ [kept]: kept });
    expect(event.target.id).toBe("\ufffd");
    expect(findChainBreak([event])).toBeUndefined();
  });

  it("does not depend on the order of members", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe(
      '{"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });
});
