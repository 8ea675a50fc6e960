// Squiggle: one indicator of one month, with its quantiles, from 10,000 samples. Reads the model from stdin.
import { readFileSync } from 'node:fs'
import { run } from '@quri/squiggle-lang'

const model = JSON.parse(readFileSync(0))
const used = new Set(model.indicators[0].flatMap((term) => term.factors))
const lines = [...used].map((f) => {
  const { median, spread } = model.factors[f]
  return `f${f} = SampleSet.fromDist(Sym.lognormal(${Math.log(median)}, ${spread}))`
})
const terms = model.indicators[0].map((t) => [t.sign * model.tallies[t.practice], ...t.factors.map((f) => `f${f}`)].join(' * '))
const sum = terms.map((term) => `(${term})`).join(' + ')
const code = [...lines, `y = ${sum}`, '[quantile(y, 0.05), quantile(y, 0.5), quantile(y, 0.95)]'].join('\n')
const environment = { sampleCount: 10000, xyPointLength: 1000 }
const times = []
let values
for (let turn = 0; turn <= model.repeat; turn++) {
  const start = performance.now(), cpu = process.cpuUsage()
  const answer = await run(code, { environment, seed: `${turn}` })
  const result = answer.getResult ? answer.getResult() : answer.result
  if (!result.ok) throw new Error(result.value.toString())
  values = JSON.parse(result.value.result.toString())
  const spent = process.cpuUsage(cpu)
  if (turn) times.push([(performance.now() - start) / 1e3, (spent.user + spent.system) / 1e6])
}
console.log(JSON.stringify({ values, times }))
