-- Requests that stand ready: their paths are in a file, one a line, and are put together before the clock
-- starts. Where no file is named, wrk sends the one request of its address.
local paths = os.getenv("WRK_PATHS")
local requests, sent = {}, 0

if paths then
  function init()
    local tail = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\nAccept: " .. wrk.headers["Accept"] .. "\r\n\r\n"
    for path in io.lines(paths) do
      requests[#requests + 1] = "GET " .. path .. tail
    end
  end

  function request()
    sent = sent % #requests + 1
    return requests[sent]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nREPORT {"requests": %d, "seconds": %f, "refused": %d, "broken": %d, "p50_ms": %f, "p99_ms": %f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
