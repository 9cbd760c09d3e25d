import type { LoadPlan, Variations } from "./plan.js";

/** One variation per line: value, host, authorization. */
export function variationsFile({ list }: Variations): string {
  const lines = list.map(({ value = "", host = "", authorization = "" }) =>
    [value, host, authorization].join("\t"),
  );
  return `${lines.join("\n")}\n`;
}

/**
 * The script by which wrk sends a plan and looks at every answer. `done` prints what was seen as
 * `name value` lines, then samples of answers.
 */
export function wrkScript(plan: LoadPlan, variationsPath: string | undefined): string {
  const chain = plan.variations?.kind === "chain" ? plan.variations.next : "";
  const headers = Object.entries(plan.headers)
    .map(([name, text]) => `{ ${lua(name)}, ${lua(text)} }`)
    .join(", ");
  return `
local method, path = ${lua(plan.method)}, ${lua(plan.path)}
local headers = { ${headers} }
local body = ${plan.body === undefined ? "nil" : lua(plan.body)}
local expected_status = ${plan.expect.status}
local contains = { ${plan.expect.contains.map(lua).join(", ")} }
local kind = ${lua(plan.variations?.kind ?? "same")}
local chain_pattern = ${lua(chain === "" ? "" : `"${chain}"%s*:%s*"([^"]+)"`)}
local variations_path = ${lua(variationsPath ?? "")}
${SCRIPT}`;
}

const SCRIPT = `
local function fill(text, value)
  local from, to = text:find("{}", 1, true)
  if from == nil then return text end
  return text:sub(1, from - 1) .. value .. text:sub(to + 1)
end

local function render(variation)
  local lines = { method .. " " .. path .. " HTTP/1.1" }
  for _, header in ipairs(headers) do
    local text = header[2]
    if header[1] == "host" and variation.host ~= "" then text = variation.host end
    if header[1] == "authorization" and variation.authorization ~= "" then text = variation.authorization end
    lines[#lines + 1] = header[1] .. ": " .. fill(text, variation.value)
  end
  local content = body and fill(body, variation.value) or ""
  if body then lines[#lines + 1] = "content-length: " .. #content end
  return table.concat(lines, "\\r\\n") .. "\\r\\n\\r\\n" .. content
end

local ready, variations = {}, {}
local first, last = 1, 0
local exhausted, sampled = false, 0
answered, wrong, wrong_example, samples = 0, 0, "", ""

-- wrk reads globals of this state when the load is over, but cannot copy tables of tables.
setmetatable(_G, {
  __index = function(_, name)
    if name ~= "unspent" then return nil end
    local values = {}
    for index = first, math.min(last, first + 24) do values[#values + 1] = variations[index].value end
    return table.concat(values, " ")
  end,
})

function init(args)
  if kind == "same" then
    ready[1] = render({ value = "", host = "", authorization = "" })
    last = 1
    return
  end
  for line in io.lines(variations_path) do
    local value, host, authorization = line:match("^([^\\t]*)\\t([^\\t]*)\\t([^\\t]*)$")
    local variation = { value = value, host = host, authorization = authorization }
    last = last + 1
    if kind == "cycle" then ready[last] = render(variation) else variations[last] = variation end
  end
end

function request()
  if kind == "same" then return ready[1] end
  if kind == "cycle" then
    local text = ready[first]
    first = first % last + 1
    return text
  end
  if first > last then
    if not exhausted then
      exhausted = true
      io.stderr:write("exhausted\\n")
      wrk.thread:stop()
    end
    return "GET / HTTP/1.1\\r\\nhost: exhausted\\r\\n\\r\\n"
  end
  local variation = variations[first]
  variations[first] = nil
  first = first + 1
  return render(variation)
end

local function deviation(status, content)
  if status ~= expected_status then
    return "status " .. status .. " instead of " .. expected_status
  end
  for _, text in ipairs(contains) do
    if not content:find(text, 1, true) then return "without " .. text end
  end
  return nil
end

function response(status, _, content)
  answered = answered + 1
  local problem = deviation(status, content)
  if problem ~= nil then
    wrong = wrong + 1
    if wrong_example == "" then
      wrong_example = problem .. ": " .. content:sub(1, 300):gsub("%s+", " ")
    end
    return
  end
  if chain_pattern ~= "" then
    local value = content:match(chain_pattern)
    last = last + 1
    variations[last] = { value = value, host = "", authorization = "" }
  end
  if answered <= 5 or (answered % 499 == 0 and sampled < 25) then
    sampled = sampled + 1
    samples = samples .. content .. "\\n"
  end
end

local thread
function setup(started) thread = started end

function done(summary, latency)
  local errors = summary.errors
  io.write("requests ", thread:get("answered"), "\\n")
  io.write("microseconds ", summary.duration, "\\n")
  io.write("p50 ", latency:percentile(50), "\\n")
  io.write("p99 ", latency:percentile(99), "\\n")
  io.write("wrong ", thread:get("wrong"), "\\n")
  io.write("lost ", errors.connect + errors.read + errors.write + errors.timeout, "\\n")
  io.write("example ", thread:get("wrong_example"), "\\n")
  if kind == "chain" then io.write("unspent ", thread:get("unspent"), "\\n") end
  io.write("samples\\n", thread:get("samples"))
end
`;

/** A Lua string; what is sent and expected is ASCII. */
function lua(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}
