// Publicodes: one value of every indicator for a new situation. Reads the model from stdin, answers JSON on stdout.
import { readFileSync } from 'node:fs'
import Engine from 'publicodes'

const model = JSON.parse(readFileSync(0))
const rules = {}
model.draw.forEach((value, f) => { rules[`f${f}`] = value })
model.tallies.forEach((value, p) => { rules[`p${p}`] = value })
model.indicators.forEach((terms, i) => {
  rules[`i${i}`] = { somme: terms.map((t) => [t.sign, `p${t.practice}`, ...t.factors.map((f) => `f${f}`)].join(' * ')) }
})
const engine = new Engine(rules)
const read = (scale) => {
  engine.setSituation(Object.fromEntries(model.tallies.map((value, p) => [`p${p}`, value * scale])))
  return model.indicators.map((_, i) => engine.evaluate(`i${i}`).nodeValue)
}
const values = read(1)
const times = []
for (let turn = 0; turn < model.repeat; turn++) {
  const start = performance.now(), cpu = process.cpuUsage()
  read(1 + turn / 100)
  const used = process.cpuUsage(cpu)
  times.push([(performance.now() - start) / 1e3, (used.user + used.system) / 1e6])
}
console.log(JSON.stringify({ values, times }))
