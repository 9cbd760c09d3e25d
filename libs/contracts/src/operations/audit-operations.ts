import { z } from "zod";
import { listAuditEventsSchema } from "../audit-event.js";
import {
  auditKeySetSchema,
  auditVerificationSchema,
  listAuditHeadsSchema,
} from "../audit-proof.js";
import { EVERYBODY, PAGE_QUERY, type Operation } from "./operation.js";

/** The audit log and its proofs. */
export const AUDIT_OPERATIONS = [
  {
    id: "listAuditEvents",
    method: "get",
    path: "/audit-events",
    summary: "List audit events, newest first",
    tag: "audit log",
    access: "audit:read",
    query: [
      ...PAGE_QUERY,
      "project_id",
      "actor",
      "action",
      "target",
      "request_id",
      "since",
      "until",
    ],
    status: 200,
    answer: listAuditEventsSchema,
  },
  {
    id: "verifyAuditEvents",
    method: "get",
    path: "/audit-events/verify",
    summary: "Check the whole audit log against its hashes and signed heads",
    tag: "audit log",
    access: "audit:read",
    status: 200,
    answer: auditVerificationSchema,
  },
  {
    id: "exportAuditEvents",
    method: "get",
    path: "/audit-events/export",
    summary: "Export audit events as JSON Lines with proofs",
    tag: "audit log",
    access: "audit:export",
    query: ["since", "until"],
    status: 200,
    answer: z.string().meta({
      description:
        "One JSON object per line, told apart by `kind`: a `header` with the public keys, `event`s " +
        "in the order of the chain, signed `head`s, and a signed `proof` of what stands before it.",
    }),
    media: "application/x-ndjson",
  },
  {
    id: "listAuditHeads",
    method: "get",
    path: "/audit-heads",
    summary: "List signed heads of the audit log, newest first",
    tag: "audit log",
    access: "audit:read",
    query: PAGE_QUERY,
    status: 200,
    answer: listAuditHeadsSchema,
  },
  {
    id: "listAuditKeys",
    method: "get",
    path: "/audit-keys",
    summary: "List the public keys that sign the audit log",
    tag: "audit log",
    access: EVERYBODY,
    status: 200,
    answer: auditKeySetSchema,
  },
] as const satisfies readonly Operation[];
