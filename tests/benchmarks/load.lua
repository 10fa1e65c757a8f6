-- What wrk asks: `wrk -s load.lua URL -- QUESTIONS MODE`, a file with one JSON string a line; "distinct": none twice.
-- Ends with a line that load.py reads: answers by status.

local questions, threads = {}, {}
local asked, distinct, number = 0, false, 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    table.insert(questions, line)
  end
  distinct = arguments[2] == "distinct"
  statuses = {}
  statuses_said = ""
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  asked = asked + 1
  local question = questions[asked % #questions + 1]
  if distinct then
    question = question:sub(1, -2) .. " (" .. number .. "-" .. asked .. ')"'
  end
  return wrk.format(nil, nil, nil, '{"question": ' .. question .. "}")
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
  local said = ""
  for each, count in pairs(statuses) do
    said = said .. each .. " " .. count .. " "
  end
  statuses_said = said
end

function done(summary, latency)
  local total = {}
  for _, thread in ipairs(threads) do
    for status, count in thread:get("statuses_said"):gmatch("(%d+) (%d+)") do
      total[status] = (total[status] or 0) + tonumber(count)
    end
  end
  local said = {}
  for status, count in pairs(total) do
    table.insert(said, string.format('"%s": %d', status, count))
  end
  local errors = summary.errors
  print(string.format(
    'figures {"statuses": {%s}, "seconds": %.3f, "p50": %.1f, "p99": %.1f, "most": %.1f, "lost": %d}',
    table.concat(said, ", "), summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
