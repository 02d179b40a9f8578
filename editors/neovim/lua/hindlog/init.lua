-- Starts hindlog-language-server for TypeScript and JavaScript buffers. Neovim 0.7.2 and newer.
local M = {}

M.options = {
  -- Command that starts the server; nil: node_modules/.bin of the project or a folder above it, else the package that
  -- this plugin came with, else PATH.
  cmd = nil,
  filetypes = { "typescript", "typescriptreact", "javascript", "javascriptreact" },
  -- Folder that the server is started in; nil: nearest folder above the file with one of `root_markers`.
  root_dir = nil,
  root_markers = { ".hindlog", "package.json", ".git" },
  -- Shows the progress of a backfill in the command line.
  show_progress = true,
  -- Called with (client, buffer), for key maps.
  on_attach = nil,
}

-- Ids of our clients.
local clients = {}
local started = {}
local warned = false

local function parents(path)
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local found = {}
  while true do
    table.insert(found, folder)
    local above = vim.fn.fnamemodify(folder, ":h")
    if above == folder then
      return found
    end
    folder = above
  end
end

local function exists(path)
  return vim.fn.isdirectory(path) == 1 or vim.fn.filereadable(path) == 1
end

-- Folder of the package that this plugin came with.
local package_folder = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h:h:h:h:h")

local function find_root(path)
  if M.options.root_dir then
    return type(M.options.root_dir) == "function" and M.options.root_dir(path) or M.options.root_dir
  end
  for _, marker in ipairs(M.options.root_markers) do
    for _, folder in ipairs(parents(path)) do
      if exists(folder .. "/" .. marker) then
        return folder
      end
    end
  end
  return vim.fn.fnamemodify(path, ":p:h")
end

local function find_cmd(path)
  if M.options.cmd then
    return M.options.cmd
  end
  for _, folder in ipairs(parents(path)) do
    local found = vim.fn.exepath(folder .. "/node_modules/.bin/hindlog-language-server")
    if found ~= "" then
      return { found, "--stdio" }
    end
  end
  local main = package_folder .. "/dist/server/lsp/main.js"
  if exists(main) then
    return { "node", main, "--stdio" }
  end
  local found = vim.fn.exepath("hindlog-language-server")
  return found ~= "" and { found, "--stdio" } or nil
end

local function on_progress(err, result, ctx, config)
  local default = vim.lsp.handlers["$/progress"]
  if default then
    default(err, result, ctx, config)
  end
  local value = M.options.show_progress and result and result.value
  if type(value) == "table" and value.kind ~= "end" then
    local percent = value.percentage and (" " .. value.percentage .. "%") or ""
    local text = "hindlog" .. percent .. " " .. (value.message or value.title or "")
    vim.api.nvim_echo({ { text:gsub("%s+", " "):sub(1, math.max(20, vim.o.columns - 12)) } }, false, {})
  end
end

-- Neovim 0.7 has no `vim.lsp.start`: one client a command and root.
local function start_once(config)
  local key = table.concat(config.cmd, "\0") .. "\0" .. config.root_dir
  local id = started[key]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(config)
    started[key] = id
  end
  return id
end

--- Attaches the server to a buffer; `setup` calls it for each buffer of the chosen file types.
function M.attach(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" or vim.bo[buffer].buftype ~= "" or path:match("^%a[%w+.-]+://") then
    return
  end
  local cmd = find_cmd(path)
  if not cmd then
    if not warned then
      warned = true
      vim.notify("hindlog: expected hindlog-language-server in node_modules/.bin or on PATH, found none. Run: npm install --save-dev hindlog", vim.log.levels.WARN)
    end
    return
  end
  local config = {
    name = "hindlog",
    cmd = cmd,
    root_dir = find_root(path),
    handlers = { ["$/progress"] = on_progress },
    on_attach = M.options.on_attach,
  }
  local id
  if vim.lsp.start then
    id = vim.lsp.start(config, { bufnr = buffer })
  else
    id = start_once(config)
    if id then
      vim.lsp.buf_attach_client(buffer, id)
    end
  end
  if id then
    clients[id] = true
  end
end

--- Shows hindlog's hover alone. Up to Neovim 0.10, `vim.lsp.buf.hover()` shows one server's answer where several are attached.
function M.hover()
  local buffer = vim.api.nvim_get_current_buf()
  for id in pairs(clients) do
    local client = vim.lsp.get_client_by_id(id)
    if client and vim.lsp.buf_is_attached(buffer, id) then
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      vim.lsp.buf_request_all(buffer, "textDocument/hover", params, function(answers)
        local hover = answers[id] and answers[id].result
        if not hover or not hover.contents then
          return vim.notify("hindlog: the cursor is on no log statement")
        end
        local lines = vim.lsp.util.convert_input_to_markdown_lines(hover.contents)
        vim.lsp.util.open_floating_preview(lines, "markdown", { focus_id = "hindlog" })
      end)
      return
    end
  end
  vim.notify("hindlog: no server is attached to this buffer", vim.log.levels.WARN)
end

--- Starts the server for every buffer of the chosen file types, those that are open too.
function M.setup(options)
  M.options = vim.tbl_extend("force", M.options, options or {})
  local group = vim.api.nvim_create_augroup("hindlog", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = M.options.filetypes,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(M.options.filetypes, vim.bo[buffer].filetype) then
      M.attach(buffer)
    end
  end
end

return M
