-- Drives "doapi lsp" from Neovim: first every kind of request on a script that
-- has a fault, then edits at random of the files that FILES lists, one a line.
-- Each file's diagnostics, after edits that the server heard of one by one, must
-- be those of the same text opened anew. It prints what goes wrong, ends with
-- "done" where nothing does, and tells of the server's memory on the way.
local failed = false
local function fail(...)
  failed = true
  print("FAILED: " .. table.concat(vim.tbl_map(tostring, {...}), " "))
end
local minutes = 60 * 1000

local published = {}
local show = vim.lsp.handlers["textDocument/publishDiagnostics"]
vim.lsp.handlers["textDocument/publishDiagnostics"] = function(err, result, context, config)
  published[result.uri] = result
  return show(err, result, context, config)
end

vim.cmd("filetype on")
vim.cmd("edit first.lua")
local uri = vim.uri_from_bufnr(0)
if not vim.wait(5 * minutes, function() return published[uri] and #published[uri].diagnostics > 0 end, 20) then
  fail("no diagnostics came")
  vim.cmd("cquit")
end
local _, client = next(vim.lsp.get_active_clients())

local function ask(method, line, character, more)
  local params = {textDocument = {uri = vim.uri_from_bufnr(0)}, position = {line = line, character = character}}
  local answer = client.request_sync(method, vim.tbl_extend("force", params, more or {}), 5 * minutes, vim.api.nvim_get_current_buf())
  if not answer or answer.err then
    fail(method, vim.inspect(answer))
    return {}
  end
  return answer.result
end

-- The version of a text that the server was told last.
local function settled(buffer)
  if buffer == 0 then buffer = vim.api.nvim_get_current_buf() end
  local name = vim.uri_from_bufnr(buffer)
  local there = vim.wait(5 * minutes, function()
    return published[name] and published[name].version == vim.lsp.util.buf_versions[buffer]
  end, 5)
  if not there then fail("no diagnostics came for what was typed into", name) end
  return published[name] and published[name].diagnostics or {}
end

local function want(what, got, expected)
  if not vim.deep_equal(got, expected) then fail(what, "gives", vim.inspect(got), "not", vim.inspect(expected)) end
end

want("diagnostics", published[uri].diagnostics[1].code, "unknown-member")
local fixes = ask("textDocument/codeAction", 0, 0, {range = published[uri].diagnostics[1].range, context = {diagnostics = {}}})
vim.lsp.util.apply_workspace_edit(fixes[1].edit, client.offset_encoding)
want("the fix", vim.fn.getline(1), [[local  web=do.fetch_droplet( 1 ) -- 𝄞]])
want("diagnostics", settled(0), {})
local edits = ask("textDocument/formatting", 0, 0, {options = {tabSize = 2, insertSpaces = true}})
vim.lsp.util.apply_text_edits(edits, 0, client.offset_encoding)
want("formatting", vim.fn.getline(1), [[local web = do.fetch_droplet(1) -- 𝄞]])
want("definition", ask("textDocument/definition", 1, 7)[1].range.start, {line = 0, character = 6})
want("references", #ask("textDocument/references", 1, 7, {context = {includeDeclaration = true}}), 3)
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", 1, 7, {newName = "server"}), client.offset_encoding)
want("rename", vim.fn.getline(2), "print(server.name, server.status)")
if not ask("textDocument/hover", 0, 22).contents.value:find("fetch_droplet", 1, true) then fail("hover says nothing of what it stands on") end
want("symbols", ask("textDocument/documentSymbol", 0, 0)[1].name, "server")
want("lenses", ask("textDocument/codeLens", 0, 0)[1].command.title, "run --sim")
vim.fn.setline(3, "server:sn")
local items = ask("textDocument/completion", 2, 9).items
want("completion", items[1].label, "snapshot")
vim.fn.setline(3, "do.create_droplet(")
want("signature", ask("textDocument/signatureHelp", 2, 18).activeSignature or 0, 0)
vim.cmd("bdelete!")

-- Edits at random.
local function memory()
  for _, line in ipairs(vim.fn.readfile("/proc/" .. client.rpc.pid .. "/status")) do
    local kb = line:match("VmRSS:%s+(%d+)")
    if kb then return tonumber(kb) end
  end
end
local pieces = {"do.", ":", "(", ")", "{", "}", "end", "\n", "local x = ", "𝄞", "é", '"', "--", "[[", "]]", "function f(a) ", "if ", " then ", "d:reb", "return ", "1"}
local questions = {"completion", "hover", "signatureHelp", "definition", "references", "documentHighlight", "documentSymbol", "semanticTokens/full", "codeLens"}
local files = vim.fn.readfile(os.getenv("FILES"))
local seconds = tonumber(os.getenv("SECONDS_TO_TYPE"))
math.randomseed(tonumber(os.getenv("SEED")))
local began, told, typed, asked, n = os.time(), os.time(), 0, 0, 0

local function type_into(buffer)
  local row = math.random(0, vim.api.nvim_buf_line_count(buffer) - 1)
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
  local characters = vim.fn.strchars(line)
  local from = math.random(0, characters)
  local start = #vim.fn.strcharpart(line, 0, from)
  local stop = math.random(3) == 1 and #vim.fn.strcharpart(line, 0, math.min(characters, from + math.random(3))) or start
  vim.api.nvim_buf_set_text(buffer, row, start, row, stop, vim.split(pieces[math.random(#pieces)], "\n"))
  typed = typed + 1
  if math.random(3) == 1 then
    asked = asked + 1
    ask("textDocument/" .. questions[math.random(#questions)], row, 0, {context = {includeDeclaration = true}})
  end
end

print("memory", 0, memory(), "KB")
while n < #files or os.time() - began < seconds do
  if seconds > 0 and os.time() - began >= seconds then break end
  n = n + 1
  local file = files[(n - 1) % #files + 1]
  local buffer = vim.api.nvim_create_buf(true, false)
  vim.api.nvim_set_current_buf(buffer)
  vim.api.nvim_buf_set_name(buffer, vim.fn.getcwd() .. "/typed" .. n .. ".lua")
  if pcall(function() vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.fn.readfile(file)) end) then
    vim.lsp.buf_attach_client(buffer, client.id)
    for _ = 1, 15 do type_into(buffer) end
    local kept = settled(buffer)
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    local copy = vim.api.nvim_create_buf(true, false)
    vim.api.nvim_buf_set_name(copy, vim.fn.getcwd() .. "/copied" .. n .. ".lua")
    vim.api.nvim_buf_set_lines(copy, 0, -1, false, lines)
    vim.lsp.buf_attach_client(copy, client.id)
    if not vim.deep_equal(kept, settled(copy)) then
      fail(file, "typed has", vim.inspect(kept), "and opened", vim.inspect(settled(copy)))
      vim.fn.writefile(lines, "failed" .. n .. ".lua")
    end
    published[vim.uri_from_bufnr(copy)] = nil
    vim.api.nvim_buf_delete(copy, {force = true})
  end
  published[vim.uri_from_bufnr(buffer)] = nil
  vim.api.nvim_buf_delete(buffer, {force = true})
  if os.time() - told >= 30 then
    told = os.time()
    print("memory", os.time() - began, memory(), "KB", "files", n, "edits", typed, "questions", asked)
  end
end
print("memory", os.time() - began, memory(), "KB", "files", n, "edits", typed, "questions", asked)
if client.is_stopped() then fail("the server is gone") end
vim.lsp.stop_client(client.id)
if not vim.wait(5 * minutes, function() return client.is_stopped() end, 20) then fail("the server goes on") end
if failed then vim.cmd("cquit") end
print("done")
vim.cmd("qa!")
