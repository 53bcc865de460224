-- wrk: the carts of CARTS (each line: a figure, a tab, the body), one after another. HABITUE_KEY is the API key;
-- EXPLAIN=false asks for the amounts only.
local headers = {["Authorization"] = "Bearer " .. os.getenv("HABITUE_KEY"), ["Content-Type"] = "application/json"}
local requests = {}
local count = 0
function init()
  local brief = os.getenv("EXPLAIN") == "false"
  for line in io.lines(os.getenv("CARTS")) do
    local body = line:sub(line:find("\t", 1, true) + 1)
    if brief then body = '{"explain":false,' .. body:sub(2) end
    requests[#requests + 1] = wrk.format("POST", "/v1/carts/evaluate", headers, body)
  end
end
function request()
  count = count % #requests + 1
  return requests[count]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests_per_s":%.0f,"p50_us":%d,"p99_us":%d,"errors":%d,"bytes_per_response":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.timeout, summary.bytes / summary.requests))
end
