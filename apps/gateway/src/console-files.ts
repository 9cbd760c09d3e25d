import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Addresses } from "@grantry/platform";
import { consoleMissing, methodNotAllowed, notFound, refuse } from "./refusals.js";

interface ConsoleFile {
  modified: number;
  content: Buffer;
  /** By content coding; absent for what does not shrink. */
  encoded: Map<string, Buffer>;
  type: string;
  etag: string;
}

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

const compressible = /^(?:text\/|application\/(?:json|manifest)|image\/svg)/;
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Serves the console's built files; every page of it is `index.html`. */
export class ConsoleFiles {
  private readonly files = new Map<string, ConsoleFile>();
  private readonly pageHeaders: OutgoingHttpHeaders;

  constructor(
    private readonly folder: string,
    addresses: Addresses,
  ) {
    this.pageHeaders = pageHeaders(addresses);
  }

  /** Answers a request for a console path, whose decoded segments are given. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    segments: readonly string[],
    requestId: string,
  ): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      request.resume();
      refuse(response, methodNotAllowed, requestId);
      return;
    }
    const named = segments.length === 0 ? undefined : await this.read(segments.join("/"));
    if (named !== undefined) {
      const hashed = segments[0] === "assets";
      const caching = hashed ? "public, max-age=31536000, immutable" : "no-cache";
      send(request, response, named, { "cache-control": caching, ...fileHeaders(requestId) });
      return;
    }
    if (segments[0] === "assets" || !acceptsPage(request, segments)) {
      refuse(response, notFound, requestId);
      return;
    }
    const page = await this.read("index.html");
    if (page === undefined) {
      refuse(response, consoleMissing, requestId);
      return;
    }
    const headers = { ...this.pageHeaders, ...fileHeaders(requestId), "cache-control": "no-cache" };
    send(request, response, page, headers);
  }

  private async read(name: string): Promise<ConsoleFile | undefined> {
    const file = path.join(this.folder, name);
    if (!file.startsWith(this.folder + path.sep)) return undefined;
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat?.isFile() !== true) return undefined;
    const known = this.files.get(file);
    if (known?.modified === stat.mtimeMs) return known;
    const read = await load(file, stat.mtimeMs);
    this.files.set(file, read);
    return read;
  }
}

async function load(file: string, modified: number): Promise<ConsoleFile> {
  const content = await fs.readFile(file);
  const type = types[path.extname(file).toLowerCase()] ?? "application/octet-stream";
  const encoded = new Map<string, Buffer>();
  if (compressible.test(type)) {
    const [brotli, gzipped] = await Promise.all([
      promisify(brotliCompress)(content, brotliOptions),
      promisify(gzip)(content),
    ]);
    if (brotli.length < content.length) encoded.set("br", brotli);
    if (gzipped.length < content.length) encoded.set("gzip", gzipped);
  }
  const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  return { modified, content, encoded, type, etag };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: ConsoleFile,
  headers: OutgoingHttpHeaders,
): void {
  const common = { ...headers, etag: file.etag, vary: "accept-encoding" };
  const known = request.headers["if-none-match"]?.split(",").map((tag) => tag.trim());
  if (known?.some((tag) => tag.replace(/^W\//, "") === file.etag) === true) {
    response.writeHead(304, common).end();
    return;
  }
  const coding = ["br", "gzip"].find(
    (name) => file.encoded.has(name) && accepts(request.headers["accept-encoding"], name),
  );
  const content = (coding === undefined ? undefined : file.encoded.get(coding)) ?? file.content;
  response.writeHead(200, {
    ...common,
    "content-type": file.type,
    "content-length": content.length,
    ...(coding !== undefined && { "content-encoding": coding }),
  });
  response.end(request.method === "HEAD" ? undefined : content);
}

function accepts(header: string | string[] | undefined, coding: string): boolean {
  const offers = String(header ?? "").split(",");
  return offers.some((offer) => {
    const [name, weight] = offer.split(";").map((part) => part.trim());
    return name === coding && !/^q=0(?:\.0+)?$/.test(weight ?? "");
  });
}

/** Whether a page may be meant: never where a file was named that is not there. */
function acceptsPage(request: IncomingMessage, segments: readonly string[]): boolean {
  const extension = path.extname(segments.at(-1) ?? "").toLowerCase();
  if (extension !== "" && Object.hasOwn(types, extension)) return false;
  return /text\/html|\*\/\*|^$/.test(request.headers.accept ?? "");
}

function fileHeaders(requestId: string): OutgoingHttpHeaders {
  return { "x-content-type-options": "nosniff", "x-request-id": requestId };
}

/** The strict policy of the console: own files only, calls to the API only, never in a frame. */
function pageHeaders(addresses: Addresses): OutgoingHttpHeaders {
  const api = new URL(addresses.api).origin;
  const apiSource = api === addresses.console ? "'self'" : `'self' ${api}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${apiSource}`,
    `frame-src ${apiSource}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    ...(addresses.scheme === "https" && {
      "strict-transport-security": "max-age=31536000; includeSubDomains",
    }),
  };
}
