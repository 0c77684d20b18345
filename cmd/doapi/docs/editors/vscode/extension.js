// Starts "doapi lsp" for Lua files. All that is shown comes from there.
const {workspace} = require("vscode")
const {LanguageClient} = require("vscode-languageclient/node")

let client

exports.activate = () => {
  const program = workspace.getConfiguration("doapi").get("path")
  client = new LanguageClient(
    "doapi",
    "doapi",
    {command: program, args: ["lsp"]},
    {documentSelector: [{scheme: "file", language: "lua"}]},
  )
  return client.start()
}

exports.deactivate = () => client && client.stop()
