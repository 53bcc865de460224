-- wrk: paid orders of three lines. HABITUE_KEY is the API key; HOT=1 sends all of them for one customer.
local key = os.getenv("HABITUE_KEY")
local hot = os.getenv("HOT") == "1"
local run = os.getenv("RUN") or "r"
local customers = tonumber(os.getenv("CUSTOMERS") or "100000")
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end
local count = 0
local headers = {["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json"}
function request()
  count = count + 1
  local customer = hot and 0 or (count * 2654435761 + number * 7919) % customers
  local body = string.format(
    '{"customer":"c%d","currency":"EUR","placed_at":"2026-01-15T10:00:00Z","paid_at":"2026-01-15T10:00:00Z","lines":[' ..
    '{"sku":"A-%d","category":"vin","quantity":1,"unit_price_minor":1250},' ..
    '{"sku":"B-%d","category":"soin","quantity":2,"unit_price_minor":990},' ..
    '{"sku":"C-%d","category":"maison","quantity":1,"unit_price_minor":2400}]}',
    customer, count % 997, count % 499, count % 251)
  return wrk.format("PUT", "/v1/orders/" .. run .. "-" .. number .. "-" .. count, headers, body)
end
local refused = 0
function response(status)
  if status ~= 200 then refused = refused + 1 end
end
function done(summary, latency)
  io.write(string.format('{"requests_per_s":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"not_2xx":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status))
end
