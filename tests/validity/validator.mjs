// Validates the documents that come as JSON on the input, a mapping of names to HTML, and prints what is wrong with each.
import { StaticConfigLoader, HtmlValidate } from "html-validate"
import { text } from "node:stream/consumers"

const { config, pages } = JSON.parse(await text(process.stdin))
const validator = new HtmlValidate(new StaticConfigLoader(config))
const wrong = {}
for (const [name, html] of Object.entries(pages)) {
  const report = await validator.validateString(html, name)
  const messages = report.results.flatMap((result) => result.messages)
  if (messages.length) wrong[name] = messages.map((each) => `${each.line}:${each.column} ${each.ruleId}: ${each.message}`)
}
process.stdout.write(JSON.stringify(wrong))
