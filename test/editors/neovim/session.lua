-- Test steps in a real Neovim, on top of the plugin. `step_file` tells what to do, `answer_file` gets the outcome as JSON.
local M = { messages = {} }

local show = vim.lsp.handlers["window/showMessage"]
vim.lsp.handlers["window/showMessage"] = function(err, result, ctx, config)
  table.insert(M.messages, result.message)
  return show(err, result, ctx, config)
end

local function await(what, condition)
  if not vim.wait(60000, condition, 20) then
    error("waited in vain for " .. what)
  end
end

function M.open(path)
  vim.cmd("edit " .. path)
  await("the server", function()
    for _, client in pairs(vim.lsp.buf_get_clients(0)) do
      return client.name == "hindlog" and client.initialized
    end
  end)
end

function M.go_to(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. text, "cW") > 0, "no " .. text)
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

--- Lines of the float that `vim.lsp.buf.hover()` opens.
function M.hover()
  if float() then
    vim.api.nvim_win_close(float(), true)
  end
  vim.lsp.buf.hover()
  await("the hover", function()
    return float() ~= nil
  end)
  return vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false)
end

--- Takes the only code action; returns the titles that were offered.
function M.take_action()
  local titles = nil
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item or tostring, items)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  await("the code action", function()
    return titles ~= nil
  end)
  return titles
end

--- Waits for a message of the server that matches a Lua pattern.
function M.await_message(pattern)
  local found
  await("a message like " .. pattern, function()
    for _, message in ipairs(M.messages) do
      if message:match(pattern) then
        found = message
        return true
      end
    end
  end)
  return found
end

--- Runs `steps(M)` and writes what it returned, or why it failed.
function M.run(answer_file, steps)
  local ok, answer = xpcall(steps, debug.traceback, M)
  local json = vim.fn.json_encode(ok and { answer = answer } or { failure = answer })
  vim.fn.writefile({ json }, answer_file)
  vim.cmd("qall!")
end

return M
